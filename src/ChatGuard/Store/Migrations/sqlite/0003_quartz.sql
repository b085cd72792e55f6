-- The tables Quartz 3.20 keeps its jobs and triggers in; its column names, its prefix.

CREATE TABLE qrtz_job_details (
    sched_name        TEXT NOT NULL,
    job_name          TEXT NOT NULL,
    job_group         TEXT NOT NULL,
    description       TEXT NULL,
    job_class_name    TEXT NOT NULL,
    is_durable        BIT NOT NULL,
    is_nonconcurrent  BIT NOT NULL,
    is_update_data    BIT NOT NULL,
    requests_recovery BIT NOT NULL,
    job_data          BLOB NULL,
    PRIMARY KEY (sched_name, job_name, job_group)
);

CREATE TABLE qrtz_triggers (
    sched_name             TEXT NOT NULL,
    trigger_name           TEXT NOT NULL,
    trigger_group          TEXT NOT NULL,
    job_name               TEXT NOT NULL,
    job_group              TEXT NOT NULL,
    description            TEXT NULL,
    next_fire_time         INTEGER NULL,
    prev_fire_time         INTEGER NULL,
    priority               INTEGER NULL,
    trigger_state          TEXT NOT NULL,
    trigger_type           TEXT NOT NULL,
    start_time             INTEGER NOT NULL,
    end_time               INTEGER NULL,
    calendar_name          TEXT NULL,
    misfire_instr          INTEGER NULL,
    misfire_orig_fire_time INTEGER NULL,
    execution_group        TEXT NULL,
    preferred_node         TEXT NULL,
    preferred_node_auto    BIT NOT NULL DEFAULT 0,
    job_data               BLOB NULL,
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, job_name, job_group) REFERENCES qrtz_job_details (sched_name, job_name, job_group)
);

CREATE TABLE qrtz_simple_triggers (
    sched_name      TEXT NOT NULL,
    trigger_name    TEXT NOT NULL,
    trigger_group   TEXT NOT NULL,
    repeat_count    INTEGER NOT NULL,
    repeat_interval INTEGER NOT NULL,
    times_triggered INTEGER NOT NULL,
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES qrtz_triggers (sched_name, trigger_name, trigger_group) ON DELETE CASCADE
);

CREATE TABLE qrtz_cron_triggers (
    sched_name      TEXT NOT NULL,
    trigger_name    TEXT NOT NULL,
    trigger_group   TEXT NOT NULL,
    cron_expression TEXT NOT NULL,
    time_zone_id    TEXT NULL,
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES qrtz_triggers (sched_name, trigger_name, trigger_group) ON DELETE CASCADE
);

CREATE TABLE qrtz_simprop_triggers (
    sched_name    TEXT NOT NULL,
    trigger_name  TEXT NOT NULL,
    trigger_group TEXT NOT NULL,
    str_prop_1    TEXT NULL,
    str_prop_2    TEXT NULL,
    str_prop_3    TEXT NULL,
    int_prop_1    INTEGER NULL,
    int_prop_2    INTEGER NULL,
    long_prop_1   INTEGER NULL,
    long_prop_2   INTEGER NULL,
    dec_prop_1    NUMERIC NULL,
    dec_prop_2    NUMERIC NULL,
    bool_prop_1   BIT NULL,
    bool_prop_2   BIT NULL,
    time_zone_id  TEXT NULL,
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES qrtz_triggers (sched_name, trigger_name, trigger_group) ON DELETE CASCADE
);

CREATE TABLE qrtz_blob_triggers (
    sched_name    TEXT NOT NULL,
    trigger_name  TEXT NOT NULL,
    trigger_group TEXT NOT NULL,
    blob_data     BLOB NULL,
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES qrtz_triggers (sched_name, trigger_name, trigger_group) ON DELETE CASCADE
);

CREATE TABLE qrtz_calendars (
    sched_name    TEXT NOT NULL,
    calendar_name TEXT NOT NULL,
    calendar      BLOB NOT NULL,
    PRIMARY KEY (sched_name, calendar_name)
);

CREATE TABLE qrtz_paused_trigger_grps (
    sched_name    TEXT NOT NULL,
    trigger_group TEXT NOT NULL,
    PRIMARY KEY (sched_name, trigger_group)
);

CREATE TABLE qrtz_fired_triggers (
    sched_name        TEXT NOT NULL,
    entry_id          TEXT NOT NULL,
    trigger_name      TEXT NOT NULL,
    trigger_group     TEXT NOT NULL,
    instance_name     TEXT NOT NULL,
    fired_time        INTEGER NOT NULL,
    sched_time        INTEGER NOT NULL,
    priority          INTEGER NOT NULL,
    state             TEXT NOT NULL,
    job_name          TEXT NULL,
    job_group         TEXT NULL,
    is_nonconcurrent  BIT NULL,
    requests_recovery BIT NULL,
    execution_group   TEXT NULL,
    PRIMARY KEY (sched_name, entry_id)
);

CREATE TABLE qrtz_scheduler_state (
    sched_name        TEXT NOT NULL,
    instance_name     TEXT NOT NULL,
    last_checkin_time INTEGER NOT NULL,
    checkin_interval  INTEGER NOT NULL,
    PRIMARY KEY (sched_name, instance_name)
);

CREATE TABLE qrtz_locks (
    sched_name TEXT NOT NULL,
    lock_name  TEXT NOT NULL,
    PRIMARY KEY (sched_name, lock_name)
);

CREATE INDEX qrtz_j_recovery ON qrtz_job_details (sched_name, requests_recovery);
CREATE INDEX qrtz_t_next_fire ON qrtz_triggers (sched_name, trigger_state, next_fire_time);
CREATE INDEX qrtz_t_job ON qrtz_triggers (sched_name, job_group, job_name);
CREATE INDEX qrtz_t_group ON qrtz_triggers (sched_name, trigger_group);
CREATE INDEX qrtz_ft_trigger ON qrtz_fired_triggers (sched_name, trigger_group, trigger_name);
CREATE INDEX qrtz_ft_instance ON qrtz_fired_triggers (sched_name, instance_name);
CREATE INDEX qrtz_ft_job ON qrtz_fired_triggers (sched_name, job_group, job_name);
