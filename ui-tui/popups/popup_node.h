/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that is known of the node that is selected in the table, in all windows beside each other. */
#ifndef AE_UI_TUI_POPUP_NODE_H
#define AE_UI_TUI_POPUP_NODE_H

#include "ui-tui/view.h"

extern const struct popup popup_node;

#endif
