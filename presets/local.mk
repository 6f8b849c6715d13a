presetsdir = $(pkgdatadir)/presets
dist_presets_DATA = presets/flat.txt presets/loudness.txt presets/less-boom.txt
