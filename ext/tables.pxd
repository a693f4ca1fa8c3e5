# The program as the engine reads it: pointers into the arrays of clonal.compile.Program.
# Ragged tables: entry i of `x` is x[x_ptr[i]] … x[x_ptr[i + 1] - 1].
from libc.stdint cimport int32_t, int64_t

cdef enum:
    NODE_SUM = 0
    NODE_WEIGHTED_SUM = 1
    NODE_DRUG = 2
    NODE_HILL = 3
    NODE_LINEAR = 4
    NODE_POSITIVE = 5
    NODE_WINDOW = 6
    NODE_TABLE = 7
    NODE_PRODUCT = 8

    FACTOR_NODE = 0
    FACTOR_INHIBITION = 1
    FACTOR_STIMULATION = 2
    FACTOR_LAW = 3
    FACTOR_COMPLEMENT = 4

    MODE_EXACT = 0
    MODE_TIMED = 1
    MODE_GENERAL = 2

    MARK_INTERVENTION = 0
    MARK_ENDPOINT = 1
    MARK_END = 2

    INTERVENTION_SCALE = 0
    INTERVENTION_SET = 1
    INTERVENTION_ADD = 2

    EFFECT_TIMES = 0
    EFFECT_PLUS = 1

    DRAW_NUMBER = 0
    DRAW_LOGNORMAL = 1
    DRAW_NORMAL = 2
    DRAW_EXPONENTIAL = 3
    DRAW_GAMMA = 4
    DRAW_UNIFORM = 5


cdef struct Tables:
    int niches, states, lineages, compartments, groups, cells, pools, columns, clones, nodes
    int drugs, samples, endpoints, record_clones, channels, entities, laws, effects
    int events, mutations, marks, breaks, timed_channels, timed_entities, timed_nodes, record_nodes
    int recorded_columns
    int summed                        # entities up to the last that has channels
    # clones
    const double *clone_traits        # (clones, columns)
    const int32_t *clone_group
    const int64_t *clone_initial      # (clones, compartments)
    const int32_t *clone_lineage
    const int32_t *column_floored
    const int32_t *recorded_column
    const int64_t *pool_initial
    const int32_t *column_used        # (groups, columns)
    # channels, by entity: (group, compartment), pools, inflows
    const int32_t *entity_channel_ptr
    const int32_t *entity_group       # -1 where there is none
    const int32_t *entity_compartment
    const int32_t *entity_node        # that all its channels share; -1 none, -2 they do not
    const int32_t *channel_place      # among its entity's
    const int32_t *channel_law
    const int32_t *channel_mode
    const int32_t *channel_event
    const int32_t *channel_column
    const int32_t *channel_entity
    const double *channel_coefficient
    const int32_t *channel_node_ptr
    const int32_t *channel_node_index
    const int32_t *timed_channel
    const int32_t *timed_entity
    # what an event touches
    const int32_t *event_touch
    const int32_t *touch_node_ptr
    const int32_t *touch_node_index
    const int32_t *touch_channel_ptr
    const int32_t *touch_channel_index
    const int32_t *touch_entity_ptr
    const int32_t *touch_entity_index
    const int32_t *touch_endpoint_ptr
    const int32_t *touch_endpoint_index
    # nodes
    const int32_t *node_kind
    const int32_t *node_parent
    const int32_t *node_other
    const double *node_number         # (nodes, 4)
    const int32_t *node_drug
    const int32_t *node_timed
    const int32_t *timed_node
    const int32_t *node_term_ptr
    const int32_t *node_term_entity
    const double *node_term_weight
    const int32_t *node_point_ptr
    const double *node_point_x
    const double *node_point_y
    const int32_t *feed_ptr           # sums that an entity feeds
    const int32_t *feed_node
    const double *feed_weight
    # laws
    const int32_t *part_ptr
    const double *part_coefficient
    const int32_t *part_column
    const int32_t *part_node
    const int32_t *part_effect
    const int32_t *part_ratio
    const int32_t *part_ratio_column
    const int32_t *factor_ptr
    const int32_t *factor_kind
    const int32_t *factor_node
    const int32_t *factor_column
    const int32_t *factor_effect
    const int32_t *factor_law
    const int32_t *law_group
    const double *law_most
    const int32_t *effect_node
    const double *effect_number       # (effects, 3): emax, ec50, hill
    const int32_t *effect_column      # (effects, 2): sensitivity, fold
    # events
    const int32_t *move_ptr           # (3 variants an event)
    const int32_t *move_compartment
    const int64_t *move_own
    const int64_t *move_mutant
    const int32_t *pool_move_ptr
    const int32_t *pool_move_pool
    const int32_t *pool_move_change
    const int32_t *event_clone
    const int32_t *event_mutations
    # mutations
    const int32_t *mutation_list_ptr
    const int32_t *mutation_list_mutation
    const double *mutation_list_rate
    const int32_t *mutation_list_law
    const double *mutation_list_total  # -1 where a law is to be asked
    const int32_t *mutation_target
    const int32_t *mutation_group      # (mutations, groups)
    const int32_t *change_ptr
    const int32_t *change_column
    const int32_t *change_operation
    const int32_t *change_draw
    const double *change_a
    const double *change_b
    const int32_t *change_which
    # drugs
    const int32_t *decay_ptr
    const double *decay_rate
    const int32_t *decay_linear
    const int32_t *segment_ptr
    const double *segment_start
    const double *segment_constant
    const int32_t *level_ptr
    const double *level
    const double *break_time
    # what is due when
    const double *mark_time
    const int32_t *mark_kind
    const int32_t *mark_which
    const int32_t *intervention_kind
    const double *intervention_factor
    const int32_t *intervention_clone
    const int32_t *intervention_place
    const int64_t *intervention_value
    const int32_t *scaled_ptr
    const int32_t *scaled_entity
    const int32_t *emptied_ptr
    const int32_t *emptied_compartment
    const int32_t *endpoint_node
    const int32_t *endpoint_above
    const double *endpoint_level
    const int32_t *endpoint_after
    const int32_t *endpoint_stop
    const int32_t *record_node
    const double *sample_time
