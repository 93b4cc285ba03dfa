using Platform.Client.Delivery;

namespace Platform.Client;

/// <summary>
/// Logs runs of this program to a tracking server. Nothing here waits for the server or fails because of it: what is logged goes to the server in
/// the background, and into a spool on the disk while it is away, also beyond the end of the program. Thread-safe.
/// <code>
/// await using var tracking = new TrackingClient();
/// await using var run = tracking.StartRun("prices");
/// run.LogParam("learning_rate", 0.01);
/// run.LogMetric("loss", loss, step);
/// </code>
/// </summary>
public sealed class TrackingClient : IAsyncDisposable
{
    private readonly TrackingOptions _options;
    private readonly TrackingWire _wire;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _leftovers;

    /// <summary>Begins to deliver at once what earlier programs left in the spool.</summary>
    /// <param name="options">Null takes the defaults.</param>
    public TrackingClient(TrackingOptions? options = null) : this(options ?? new TrackingOptions(), handler: null) { }

    internal TrackingClient(TrackingOptions options, HttpMessageHandler? handler)
    {
        _options = options;
        _wire = new TrackingWire(options, handler);
        _leftovers = Task.Run(() => DeliverLeftoversAsync(_stop.Token));
    }

    /// <summary>Starts a run; the server need not be there.</summary>
    /// <param name="experiment">The experiment's name; it is made if it is not there.</param>
    /// <param name="options">Null takes the defaults.</param>
    public TrackingRun StartRun(string experiment, RunOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(experiment);
        return TrackingRun.Start(_wire, _options, experiment, options ?? new RunOptions());
    }

    /// <summary>Runs <paramref name="work"/> as a run: finished when it returns, failed when it throws; its exception goes on to the caller.</summary>
    public async Task RunAsync(string experiment, Func<TrackingRun, Task> work, RunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        await using var run = StartRun(experiment, options);
        try
        {
            await work(run);
        }
        catch (Exception error)
        {
            run.Status = RunStatus.Failed;
            run.SetTag("error", $"{error.GetType().Name}: {error.Message}");
            throw;
        }
    }

    /// <summary>Waits until the spool holds nothing that earlier programs left, or the server is found to be away; answers whether it is empty of them.</summary>
    public async Task<bool> DeliverSpoolAsync(CancellationToken cancellation = default)
    {
        await _leftovers.WaitAsync(cancellation);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellation);
        await DeliverLeftoversAsync(either.Token);
        cancellation.ThrowIfCancellationRequested();
        return !Spool.Waiting(_options.ServerSpool).Any(Waits);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _leftovers;
        _wire.Dispose();
        _stop.Dispose();
    }

    private bool Waits(string run)
    {
        try
        {
            using var spool = Spool.TryOpen(_options.ServerSpool, run, _options.SpoolLimit);
            return spool is { IsEmpty: false };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return true; // it cannot be read
        }
    }

    private async Task DeliverLeftoversAsync(CancellationToken stop)
    {
        try
        {
            foreach (var run in Spool.Waiting(_options.ServerSpool).TakeWhile(_ => !stop.IsCancellationRequested))
            {
                if (await DeliverAsync(run, stop) == SendOutcome.Away)
                    return;
            }
        }
        catch (Exception error)
        {
            Report("", $"What earlier programs left in {_options.ServerSpool} could not be delivered and stays there: {error.Message}");
        }
    }

    // What is wrong with one run's spool costs no other's. Another program that runs has the lock of its spools; those are its own business.
    private async Task<SendOutcome> DeliverAsync(string run, CancellationToken stop)
    {
        try
        {
            using var spool = Spool.TryOpen(_options.ServerSpool, run, _options.SpoolLimit);
            if (spool is null)
                return SendOutcome.Taken;
            var sender = new Sender(_wire, _options, spool, tries: 1);
            SendResult result;
            do
                result = await sender.SendWaitingAsync(stop);
            while (!spool.IsEmpty && (result.Outcome == SendOutcome.Taken || result.Alone && sender.OthersWait));
            return result.Outcome;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return SendOutcome.Later; // it stays where it is for the next program
        }
        catch (Exception error)
        {
            Report(run, $"What an earlier program left of this run in {_options.ServerSpool} could not be delivered and stays there: {error.Message}");
            return SendOutcome.Later;
        }
    }

    private void Report(string run, string message) => Problems.Report(_options, new TrackingProblem(run, TrackingProblemKind.ServerAway, message));
}
