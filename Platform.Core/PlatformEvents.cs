using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Labels;
using Platform.Core.OpenStudies;
using Platform.Core.Registry;
using Platform.Core.Tracking;
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
        .Map<StudyCreated>("study_created")
        .Map<StudyTrialAsked>("study_trial_asked")
        .Map<StudyValuesReported>("study_values_reported")
        .Map<StudyTrialTold>("study_trial_told")
        .Map<LabelsCorrected>("labels_corrected")
        .Map<TrackedExperimentCreated>("tracked_experiment_created")
        .Map<TrackedExperimentRenamed>("tracked_experiment_renamed")
        .Map<TrackedExperimentDeleted>("tracked_experiment_deleted")
        .Map<TrackedExperimentRestored>("tracked_experiment_restored")
        .Map<TrackedExperimentTagsSet>("tracked_experiment_tags_set")
        .Map<RunCreated>("run_created")
        .Map<RunUpdated>("run_updated")
        .Map<RunDeleted>("run_deleted")
        .Map<RunRestored>("run_restored")
        .Map<ParamsLogged>("params_logged")
        .Map<RunTagsSet>("run_tags_set")
        .Map<InputsLogged>("inputs_logged")
        .Map<ArtifactLogged>("artifact_logged")
        .Map<ArtifactRemoved>("artifact_removed")
        .Map<MetricsLogged>("metrics_logged");
}
