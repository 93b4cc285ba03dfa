using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Trials;

namespace Platform.Core.Views;

/// <summary>Keeps <see cref="TrialView"/> from the events of trials (and the sampler's reason from the sweep's).</summary>
public sealed class TrialProjection : IInlineProjection
{
    private const int FirstAfterCreation = 2; // there can be no epochs before it

    public IReadOnlyList<string> Tables { get; } = ["trial_view"];

    public string Rows(string table) => TrialStatements.Rows(table);

    public void Project(StreamEvent recorded, ProjectionBatch batch)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(batch);
        if (recorded.Data is TrialProposed proposed)
            Add(TrialStatements.Explain, proposed.TrialId, new { id = proposed.TrialId, proposed.Why, proposed.Rationale, proposed.Carried });
        else if (recorded.Data is ExperimentErased erased)
            batch.AddAcross(TrialStatements.Erase, new { id = erased.ExperimentId });
        else if (recorded.Data is TrialEvent data and not TrialErased) // whose row went with its sweep's
            ProjectTrial(data, recorded.StreamId[StreamNames.Trial("").Length..], recorded.Version);

        void Add(ProjectionStatement statement, string id, object row) => batch.Add(statement, $"trial/{id}", row);

        void ProjectTrial(TrialEvent data, string id, long version)
        {
            if (data is EpochCompleted epoch)
            {
                if (epoch.Epoch % TrialStatements.EpochsAtOnce == 0)
                    Add(TrialStatements.TakeEpochs, id, new { id, version });
                return;
            }
            if (version > FirstAfterCreation)
                Add(TrialStatements.TakeEpochs, id, new { id, version = version - 1 });
            switch (data)
            {
                case TrialCreated e:
                    var maximize = e.Objective.Direction == Direction.Maximize;
                    Add(TrialStatements.Create, id, new
                    {
                        id, version, e.ExperimentId, e.Number, e.Lane, e.Parameters, e.Fields, e.Epochs, e.Device, objective = e.Objective.Metric, maximize,
                        e.ReproducesTrialId, e.At, e.Inherits,
                    });
                    break;
                case StartWeightsTaken e:
                    Add(TrialStatements.Start, id, new { id, version, weights = e });
                    break;
                case TrialStarted e:
                    Add(TrialStatements.Begin, id, new { id, version, e.Attempt, e.Silo, e.Environment, e.DataDigest, started = e.At });
                    break;
                case TrialResumed e:
                    Add(TrialStatements.Begin, id, new { id, version, e.Attempt, e.Silo, e.Environment });
                    break;
                case TrialSuspended:
                    Add(TrialStatements.Turn, id, new { id, version, status = TrialStatus.Suspended });
                    break;
                case TrialCompleted e:
                    Add(TrialStatements.Turn, id, new { id, version, status = TrialStatus.Completed, finished = e.At });
                    break;
                case TrialPruned e:
                    Add(TrialStatements.Prune, id, new { id, version, finished = e.At, reason = e.Why, e.Numbers });
                    break;
                case TrialFailed e:
                    Add(TrialStatements.Turn, id, new { id, version, status = TrialStatus.Failed, finished = e.At, reason = e.Cause });
                    break;
                case TrialCancelled e:
                    Add(TrialStatements.Turn, id, new { id, version, status = TrialStatus.Cancelled, finished = e.At, e.Reason });
                    break;
                case TestEvaluationRequested:
                    Add(TrialStatements.Test, id, new { id, version, wanted = true });
                    break;
                case TestEvaluated e:
                    Add(TrialStatements.Test, id, new { id, version, wanted = false, e.Metrics });
                    break;
                case TestEvaluationFailed:
                    Add(TrialStatements.Test, id, new { id, version, wanted = false });
                    break;
                case ReproductionVerified e:
                    Add(TrialStatements.Verify, id, new { id, version, verdict = e });
                    break;
                case CheckpointsCollected:
                    Add(TrialStatements.Touch, id, new { id, version });
                    break;
            }
        }
    }
}
