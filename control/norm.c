/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In double, so that there and back is the same float for every value a fader can have. */
#include "control/norm.h"

#include <math.h>
#include <stdbool.h>

static bool
is_log(enum param_scale scale, float low, float high)
{
	return scale == SCALE_LOG && low > 0 && high > 0;
}

float
norm_between(enum param_scale scale, float low, float high, float n)
{
	double value;

	if (!(n > 0))
		return low;
	if (n >= 1)
		return high;
	if (is_log(scale, low, high))
		value = low * pow((double)high / low, n);
	else
		value = low + (double)n * ((double)high - low);
	return (float)(scale >= SCALE_INTEGER ? round(value) : value);
}

float
norm_place(enum param_scale scale, float low, float high, float value)
{
	double n;

	if (low == high || isnan(value))
		return 0;
	if (is_log(scale, low, high))
		n = value > 0 ? log((double)value / low) / log((double)high / low)
			      : (low < high ? 0 : 1);
	else
		n = ((double)value - low) / ((double)high - low);
	return n > 0 ? n < 1 ? (float)n : 1 : 0;
}

float
norm_to_value(const struct param_info *info, float n)
{
	return norm_between(info->scale, info->min, info->max, n);
}

float
norm_of_value(const struct param_info *info, float value)
{
	return norm_place(info->scale, info->min, info->max, value);
}
