package org.alertformer.topology;

import org.apache.kafka.streams.processor.StandbyUpdateListener;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** Is told how a stream's stores fill from their changelogs, its own and the copies it keeps for others. */
public interface StateProgress extends StateRestoreListener, StandbyUpdateListener {}
