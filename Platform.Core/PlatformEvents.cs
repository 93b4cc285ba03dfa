using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Labels;
using Platform.Core.OpenStudies;
using Platform.Core.Registry;
using Platform.Core.Trials;

namespace Platform.Core;

/// <summary>Every event type of the platform, registered in this one place. Names are for ever.</summary>
public static class PlatformEvents
{
    public static EventTypes Types { get; } = new EventTypes()
        .Map<ExperimentCreated>("experiment_created")
        .Map<TrialProposed>("trial_proposed")
        .Map<TrialFinished>("trial_finished")
        .Map<SearchStopped>("search_stopped")
        .Map<ExperimentPaused>("experiment_paused")
        .Map<ExperimentResumed>("experiment_resumed")
        .Map<ExperimentCancelled>("experiment_cancelled")
        .Map<SweepChanged>("sweep_changed")
        .Map<PriorityChanged>("priority_changed")
        .Map<ExperimentCompleted>("experiment_completed")
        .Map<ReproductionRequested>("reproduction_requested")
        .Map<ReproductionFinished>("reproduction_finished")
        .Map<TrialCreated>("trial_created")
        .Map<StartWeightsTaken>("start_weights_taken")
        .Map<TrialStarted>("trial_started")
        .Map<TrialResumed>("trial_resumed")
        .Map<EpochCompleted>("epoch_completed")
        .Map<TrialSuspended>("trial_suspended")
        .Map<TrialPruned>("trial_pruned")
        .Map<TrialCompleted>("trial_completed")
        .Map<TrialFailed>("trial_failed")
        .Map<TrialCancelled>("trial_cancelled")
        .Map<TestEvaluationRequested>("test_evaluation_requested")
        .Map<TestEvaluated>("test_evaluated")
        .Map<TestEvaluationFailed>("test_evaluation_failed")
        .Map<ReproductionVerified>("reproduction_verified")
        .Map<CheckpointsCollected>("checkpoints_collected")
        .Map<ModelVersionRegistered>("model_version_registered")
        .Map<AliasMoved>("alias_moved")
        .Map<RetrainingScheduled>("retraining_scheduled")
        .Map<RetrainingUnscheduled>("retraining_unscheduled")
        .Map<RetrainingRequested>("retraining_requested")
        .Map<RetrainingStarted>("retraining_started")
        .Map<RetrainingSkipped>("retraining_skipped")
        .Map<RetrainingFinished>("retraining_finished")
        .Map<RetrainingFailed>("retraining_failed")
        .Map<StudyCreated>("study_created")
        .Map<StudyTrialAsked>("study_trial_asked")
        .Map<StudyValuesReported>("study_values_reported")
        .Map<StudyTrialTold>("study_trial_told")
        .Map<LabelsCorrected>("labels_corrected");
}
