presetsdir = $(pkgdatadir)/presets
dist_presets_DATA = presets/bass-boost.txt \
	presets/flat.txt \
	presets/hum-50hz.txt \
	presets/hum-60hz.txt \
	presets/laptop.txt \
	presets/less-boom.txt \
	presets/loudness.txt \
	presets/mix-check.txt \
	presets/night.txt \
	presets/phone-check.txt \
	presets/small-speakers.txt \
	presets/speech.txt \
	presets/tape-hiss.txt \
	presets/treble-relief.txt \
	presets/vinyl-rumble.txt \
	presets/vocal-presence.txt \
	presets/warm-tilt.txt
