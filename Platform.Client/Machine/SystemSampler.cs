namespace Platform.Client.Machine;

/// <summary>Logs the machine's use into a run at intervals, under MLflow's names for it.</summary>
internal sealed class SystemSampler : IAsyncDisposable
{
    private readonly TrackingRun _run;
    private readonly PeriodicTimer _timer;
    private readonly Task _loop;

    public SystemSampler(TrackingRun run, TimeSpan every, TimeProvider time)
    {
        _run = run;
        _timer = new PeriodicTimer(every, time);
        _loop = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _loop;
    }

    private async Task RunAsync()
    {
        var before = MachineUse.Read();
        for (var step = 0L; await _timer.WaitForNextTickAsync(); step++)
        {
            var now = MachineUse.Read();
            _run.LogMetrics(now.Since(before).Select(metric => KeyValuePair.Create($"system/{metric.Key}", metric.Value)), step);
            before = now;
        }
    }
}
