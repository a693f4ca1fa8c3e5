# The program as the engine reads it: its sizes, then pointers into its tables, both in the order of
# clonal.compile.tables, by which they are bound. A test compares the names; that module says what
# each table holds. Ragged tables: entry i of `x` is x_…[x_ptr[i]] … x_…[x_ptr[i + 1] − 1].
from libc.stdint cimport int32_t, int64_t

cdef struct Tables:
    int64_t niches, states, lineages, compartments, groups, cells, pools, counted, entities, loads, measured
    int64_t columns, clones, recorded_columns, record_clones
    int64_t channels, events, nodes, laws, effects, mutation_lists, mutations
    int64_t timed_nodes, timed_channels
    int64_t drugs, series, marks, interventions, endpoints, record_nodes, causes, samples
    int64_t most_groups, most_classes, most_listed, vast, interval_width, balls, far
    # clones
    const double *clone_traits
    const int32_t *clone_group
    const int32_t *clone_lineage
    const int64_t *clone_initial
    const int64_t *pool_initial
    const int32_t *column_floored
    const int32_t *column_used
    const int32_t *recorded_column
    # entities and their channels
    const int32_t *entity_group
    const int32_t *entity_compartment
    const int32_t *load_ptr
    const int32_t *load_column
    const int32_t *load_entity
    const int32_t *entity_channel_ptr
    const int32_t *channel_entity
    const int32_t *channel_law
    const int32_t *channel_mode
    const int32_t *channel_event
    const int32_t *channel_column
    const double *channel_coefficient
    const int32_t *channel_node_ptr
    const int32_t *channel_node_index
    # events
    const int32_t *move_ptr
    const int32_t *move_compartment
    const int64_t *move_own
    const int64_t *move_mutant
    const int32_t *pool_move_ptr
    const int32_t *pool_move_pool
    const int32_t *pool_move_change
    const int32_t *event_clone
    const int32_t *event_mutations
    const int32_t *event_cause
    # nodes
    const int32_t *node_kind
    const int32_t *node_parent
    const int32_t *node_other
    const double *node_number
    const int32_t *node_drug
    const int32_t *node_timed
    const int32_t *node_term_ptr
    const int32_t *node_term_entity
    const double *node_term_weight
    const int32_t *node_point_ptr
    const double *node_point_x
    const double *node_point_y
    const int32_t *feed_ptr
    const int32_t *feed_node
    const double *feed_weight
    # what depends on a sum, and on any concentration
    const int32_t *reach_node_ptr
    const int32_t *reach_node_index
    const int32_t *reach_channel_ptr
    const int32_t *reach_channel_index
    const int32_t *timed_node
    const int32_t *timed_channel
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
    const double *law_most
    const int32_t *effect_node
    const double *effect_number
    const int32_t *effect_column
    # mutations
    const int32_t *mutation_list_ptr
    const int32_t *mutation_list_mutation
    const double *mutation_list_rate
    const int32_t *mutation_list_law
    const double *mutation_list_total
    const int32_t *mutation_target
    const int32_t *mutation_group
    const int32_t *change_ptr
    const int32_t *change_column
    const int32_t *change_operation
    const int32_t *change_draw
    const double *change_a
    const double *change_b
    const int32_t *change_which
    # drugs
    const double *drug_elimination
    const int32_t *drug_read
    const int32_t *gut_ptr
    const double *gut_rate
    const int32_t *drug_series_ptr
    const int32_t *series_kind
    const int32_t *series_gut
    const double *series_amount
    const int64_t *series_count
    const int64_t *series_start_digits
    const int32_t *series_start_power
    const int64_t *series_every_digits
    const int32_t *series_every_power
    const int64_t *series_duration_digits
    const int32_t *series_duration_power
    # what is due when
    const double *mark_time
    const int32_t *mark_kind
    const int32_t *mark_which
    const int32_t *intervention_kind
    const double *intervention_factor
    const int32_t *intervention_clone
    const int32_t *intervention_place
    const int64_t *intervention_value
    const int32_t *intervention_pool
    const int32_t *scaled_ptr
    const int32_t *scaled_entity
    const int32_t *emptied_ptr
    const int32_t *emptied_compartment
    const int32_t *condition_ptr
    const int32_t *condition_node
    const int32_t *condition_above
    const double *condition_level
    const int32_t *endpoint_after
    const int32_t *endpoint_stop
    const int32_t *record_node
    const double *sample_time
