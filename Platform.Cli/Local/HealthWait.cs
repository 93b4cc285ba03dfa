using System.Diagnostics;

namespace Platform.Cli.Local;

/// <summary>Waits until a web server says that everything is up.</summary>
/// <param name="Patience">How long it may take in all: a large database that is brought up to date takes minutes.</param>
/// <param name="AnswerPatience">How long a single answer may take.</param>
/// <param name="SilencePatience">After how long the user is told what is waited for, and again if it is something else by then.</param>
/// <param name="Clock">By which the patience ends; the system's if null.</param>
internal sealed record HealthWait(TimeSpan Patience, TimeSpan AnswerPatience, TimeSpan SilencePatience, TimeProvider? Clock = null)
{
    private const string NotListening = "no answer yet";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Ends when <paramref name="url"/>/health answers with success.</summary>
    /// <param name="dead">Answers why waiting is in vain; null while it is not.</param>
    /// <param name="say">Takes a message for the user.</param>
    /// <exception cref="CliException">It did not, and what it said last; or what <paramref name="dead"/> answered.</exception>
    public async Task RunAsync(string url, Func<CliException?> dead, Action<string> say, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = new Uri(url), Timeout = AnswerPatience };
        using var late = new CancellationTokenSource(Patience, Clock ?? TimeProvider.System);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        var (last, said, saidAt) = (NotListening, "", Stopwatch.GetTimestamp());
        while (true)
        {
            if (dead() is { } reason) throw reason;
            if (said != last && Stopwatch.GetElapsedTime(saidAt) > SilencePatience)
            {
                (said, saidAt) = (last, Stopwatch.GetTimestamp());
                say($"Waiting for {url}/health (last: {last}).{(last == NotListening ? " A large database that is brought up to date takes minutes." : "")}");
            }
            try
            {
                using var answer = await http.GetAsync("/health", limit.Token);
                if (answer.IsSuccessStatusCode) return;
                last = $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(limit.Token)}";
                await Task.Delay(Pause, limit.Token);
            }
            catch (HttpRequestException)
            {
                await Task.Delay(Pause, cancel); // it does not listen yet
            }
            catch (OperationCanceledException) when (!limit.IsCancellationRequested)
            {
                last = $"no answer within {AnswerPatience.TotalSeconds:0.#} s";
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw new CliException($"{url}/health did not answer 200 within {Patience.TotalSeconds:0.#} s (last: {last}).", ExitCodes.Unreachable);
            }
        }
    }
}
