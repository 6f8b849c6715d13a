/* SPDX-License-Identifier: ISC */
/*
 * A pair of channels (or two) through 8 bands, for one precision; included once per
 * function, without a guard.  All bands of a channel work at once, each in its
 * lane: lane 7 - b holds band b, which at step t works on frame t - b, so that
 * its input is what the lane above put out a step earlier.  A step moves all
 * lanes down by one and lets the next frame in at the top; the lowest lane is
 * the finished output.  In the first and last 7 steps the lanes without a frame
 * keep their state, so nothing depends on how a signal is cut.
 *
 * A vector may hold all 8 bands of one channel, of both (interleaved), or only
 * some; then the lowest lane of one vector feeds the highest of the next.
 *
 *   CASCADE(name)   name of the function        CASCADE_GLIDE   0: at rest, 1: eased, 2: not
 *   SCALAR, VECTOR, MASK, STRUCT, STATE         their types
 *   INTERLEAVED     1: lanes are (left, right) pairs, and a track is a pair, interleaved in in and
 *                   out; 0: it is a channel
 *   LANES           bands in a vector           VECTORS         of all tracks
 */
#define PER_TRACK (EQ_GROUP_BANDS / LANES)
#define PART(v) ((v) % PER_TRACK)
#define TRACK(v) ((v) / PER_TRACK)
#define FIRST_LANE(v) (INTERLEAVED ? 0 : EQ_GROUP_BANDS - LANES * (PART(v) + 1))
#define IN_STATE(v, name)                                                                          \
	(INTERLEAVED ? state[TRACK(v)].name                                                        \
		     : state->name + TRACK(v) * EQ_GROUP_BANDS + FIRST_LANE(v))

#if CASCADE_GLIDE == 2
#define AT(i, v)                                                                                   \
	FMA(FMA(bend[i][PART(v)], count[PART(v)], slope[i][PART(v)]), count[PART(v)],              \
		now[i][PART(v)])
#elif CASCADE_GLIDE == 1
#define AT(i, v) FMA(slope[i][PART(v)], way[PART(v)], now[i][PART(v)])
#else
#define AT(i, v) now[i][PART(v)]
#endif

/* Above a vector stands the one before it, or the input. */
#define ABOVE(v, input) (PART(v) ? y[(v) ? (v)-1 : 0] : (input))
#define SHIFT_IN(v) x[v] = SHIFT(y[v], ABOVE(v, INPUT(in, TRACK(v), t)));
#define SHIFT_DRAIN(v) x[v] = SHIFT(y[v], ABOVE(v, t < n ? INPUT(in, TRACK(v), t) : (VECTOR){ 0 }));
#define STORE(v)                                                                                   \
	if (PART(v) == PER_TRACK - 1)                                                              \
		OUTPUT(out, TRACK(v), t - EQ_DRAIN, y[v]);

#define LOAD_STATE(v)                                                                              \
	p[v] = LOAD(IN_STATE(v, p));                                                               \
	w[v] = LOAD(IN_STATE(v, w));                                                               \
	g[v] = LOAD(IN_STATE(v, g));                                                               \
	LOAD_REST(v)
#define SAVE_STATE(v)                                                                              \
	SAVE(IN_STATE(v, p), p[v]);                                                                \
	SAVE(IN_STATE(v, w), w[v]);                                                                \
	SAVE(IN_STATE(v, g), g[v]);                                                                \
	SAVE_REST(v)

#define ADVANCE(v, KEEP)                                                                           \
	{                                                                                          \
		VECTOR next_p = FMA(AT(EQ_C1, v), x[v], w[v]);                                     \
		VECTOR next_w = FMA(AT(EQ_C3, v), x[v], w[v] + g[v]);                              \
		VECTOR next_g =                                                                    \
			FMA(AT(EQ_D, v), g[v], FMA(AT(EQ_MINUS_K, v), w[v], STEP_OF_INPUT(v)));    \
                                                                                                   \
		y[v] = FMA(AT(EQ_B0, v), x[v], p[v]);                                              \
		KEEP_REST(v, KEEP)                                                                 \
		KEEP(v, g[v], next_g);                                                             \
		KEEP(v, w[v], next_w);                                                             \
		KEEP(v, p[v], next_p);                                                             \
	}

/* The same for all tracks. */
#define LOAD_COEFFICIENTS(v)                                                                       \
	if (TRACK(v) == 0) {                                                                       \
		LOAD_COEFFICIENT(EQ_B0, v)                                                         \
		LOAD_COEFFICIENT(EQ_C1, v)                                                         \
		LOAD_COEFFICIENT(EQ_C3, v)                                                         \
		LOAD_COEFFICIENT(EQ_E, v)                                                          \
		LOAD_COEFFICIENT(EQ_MINUS_K, v)                                                    \
		LOAD_COEFFICIENT(EQ_D, v)                                                          \
	}
#define LOAD_COEFFICIENT(i, v)                                                                     \
	now[i][PART(v)] = LOAD(c->now[i] + FIRST_LANE(v));                                         \
	LOAD_GLIDE(i, v)
#if CASCADE_GLIDE == 2
#define LOAD_GLIDE(i, v)                                                                           \
	slope[i][PART(v)] = LOAD(c->slope[i] + FIRST_LANE(v));                                     \
	bend[i][PART(v)] = LOAD(c->bend[i] + FIRST_LANE(v));
#define LOAD_EASE(v)
#define GO(v)
#elif CASCADE_GLIDE == 1
#define LOAD_GLIDE(i, v) slope[i][PART(v)] = LOAD(c->slope[i] + FIRST_LANE(v));
#define LOAD_EASE(v)                                                                               \
	ease[0][PART(v)] = LOAD(c->ease[0] + FIRST_LANE(v));                                       \
	ease[1][PART(v)] = LOAD(c->ease[1] + FIRST_LANE(v));                                       \
	ease[2][PART(v)] = LOAD(c->ease[2] + FIRST_LANE(v));
#define GO(v)                                                                                      \
	if (TRACK(v) == 0)                                                                         \
		way[PART(v)] = FMA(FMA(ease[2][PART(v)], count[PART(v)], ease[1][PART(v)]),        \
			count[PART(v)], ease[0][PART(v)]);
#else
#define LOAD_GLIDE(i, v)
#define LOAD_EASE(v)
#define GO(v)
#endif
#if CASCADE_GLIDE
#define LOAD_COUNT(v)                                                                              \
	count[PART(v)] = (VECTOR){ 0 } + (SCALAR)first - LOAD(BAND_OF_LANE + FIRST_LANE(v));       \
	LOAD_EASE(v)
#define COUNT(v)                                                                                   \
	if (TRACK(v) == 0)                                                                         \
		count[PART(v)] += (VECTOR){ 0 } + 1;
#else
#define LOAD_COUNT(v)
#define COUNT(v)
#endif

#define KEEP_ALL(v, to, from) to = from
#define KEEP_ACTIVE(v, to, from) to = SELECT(active[v], from, to)
#define ADVANCE_ALL(v) ADVANCE(v, KEEP_ALL)
#define ADVANCE_ACTIVE(v) ADVANCE(v, KEEP_ACTIVE)

/* Both windows slide by a lane, of width TRACK_WIDTH scalars, a step. */
#define ACTIVE(v)                                                                                  \
	active[v] = WINDOW(TRACK_WIDTH * begin + FIRST_LANE(v)) &                                  \
		    WINDOW(TRACK_WIDTH * end + FIRST_LANE(v));
#define MASKED_STEP                                                                                \
	{                                                                                          \
		uint32_t begin = t < EQ_DRAIN ? t : EQ_DRAIN;                                      \
		uint32_t end = t < n ? EQ_DRAIN : EQ_DRAIN + 1 + t - n;                            \
                                                                                                   \
		EACH(ACTIVE)                                                                       \
		EACH(SHIFT_DRAIN)                                                                  \
		EACH(GO)                                                                           \
		EACH(ADVANCE_ACTIVE)                                                               \
		EACH(COUNT)                                                                        \
	}

#define CLEAR(v) y[v] = (VECTOR){ 0 };
#define CHECK(v) bad |= (MASK)((w[v] - w[v]) != (VECTOR){ 0 });

static bool
CASCADE(const STRUCT *c, STATE *state, const SCALAR *const *in, SCALAR *const *out, uint32_t n,
	uint32_t first) RT_SAFE
{
	VECTOR x[VECTORS], y[VECTORS], p[VECTORS], w[VECTORS], g[VECTORS] REST_VECTORS;
	VECTOR now[EQ_COEFFICIENTS][PER_TRACK];
#if CASCADE_GLIDE == 2
	VECTOR bend[EQ_COEFFICIENTS][PER_TRACK];
#elif CASCADE_GLIDE == 1
	VECTOR ease[3][PER_TRACK], way[PER_TRACK];
#endif
#if CASCADE_GLIDE
	VECTOR slope[EQ_COEFFICIENTS][PER_TRACK], count[PER_TRACK];
#endif
	MASK active[VECTORS], bad = { 0 };
	uint32_t t = 0;

	(void)first; /* at rest all frames are alike */
	EACH(LOAD_COEFFICIENTS)
	EACH(LOAD_COUNT)
	EACH(LOAD_STATE)
	EACH(CLEAR)
	for (; t < EQ_DRAIN; t++)
		MASKED_STEP
	for (; t < n; t++) {
		EACH(SHIFT_IN)
		EACH(GO)
		EACH(ADVANCE_ALL)
		EACH(COUNT)
		EACH(STORE)
	}
	for (; t < n + EQ_DRAIN; t++) {
		MASKED_STEP
		EACH(STORE)
	}
	EACH(SAVE_STATE)
	EACH(CHECK)
	return ANY(bad);
}

#undef CASCADE
#undef CASCADE_GLIDE
#undef LOAD_STATE
#undef SAVE_STATE
#undef ADVANCE
#undef LOAD_COEFFICIENTS
#undef PER_TRACK
#undef PART
#undef TRACK
#undef FIRST_LANE
#undef IN_STATE
#undef AT
#undef ABOVE
#undef SHIFT_IN
#undef SHIFT_DRAIN
#undef STORE
#undef LOAD_COEFFICIENT
#undef LOAD_GLIDE
#undef LOAD_EASE
#undef GO
#undef LOAD_COUNT
#undef COUNT
#undef KEEP_ALL
#undef KEEP_ACTIVE
#undef ADVANCE_ALL
#undef ADVANCE_ACTIVE
#undef ACTIVE
#undef MASKED_STEP
#undef CLEAR
#undef CHECK
