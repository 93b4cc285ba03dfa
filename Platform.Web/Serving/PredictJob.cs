using Training.Core;

namespace Platform.Web.Serving;

/// <summary>Rows to predict, each on its own: jobs that wait for the same checkpoint are answered in one call of the model.</summary>
/// <param name="probe">The platform asks for itself, to take the time.</param>
internal sealed class PredictJob<TRow, TAnswer>(string digest, string file, IReadOnlyList<TRow> rows, Func<TrainedModel, TRow[], TAnswer[]> predict, bool probe, CancellationToken cancellation)
    : ServingJob(digest, file)
{
    private readonly TaskCompletionSource<TAnswer[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TAnswer[]? _answers;
    private Exception? _error;

    public Task<TAnswer[]> Done => _done.Task;

    public override int Rows => rows.Count;

    public override bool Counts => !probe && _answers is not null;

    public override bool IsGone => cancellation.IsCancellationRequested;

    private IReadOnlyList<TRow> Asked => rows;

    public override bool Takes(ServingJob other) => other is PredictJob<TRow, TAnswer> && other.Digest == Digest;

    public override void Run(TrainedModel model)
    {
        try
        {
            _answers = predict(model, [.. rows]);
        }
        catch (Exception error)
        {
            _error = error;
        }
    }

    public override void Run(TrainedModel model, IReadOnlyList<ServingJob> others)
    {
        PredictJob<TRow, TAnswer>[] all = [this, .. others.Cast<PredictJob<TRow, TAnswer>>()];
        TAnswer[] answers;
        try
        {
            answers = predict(model, [.. all.SelectMany(job => job.Asked)]);
        }
        catch (Exception)
        {
            // A row of somebody else's may be wrong: each is answered alone, with its own error.
            foreach (var job in all)
                job.Run(model);
            return;
        }

        var from = 0;
        foreach (var job in all)
        {
            job._answers = answers[from..(from + job.Rows)];
            from += job.Rows;
        }
    }

    public override void Deliver()
    {
        if (_answers is not null)
            _done.TrySetResult(_answers);
        else
            _done.TrySetException(_error!);
    }

    public override void Refuse(Exception error) => _done.TrySetException(error);

    public override void Leave() => _done.TrySetCanceled(cancellation);
}
