using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Platform.Testing;

/// <summary>Waits for conditions, with a deadline that says what did not happen.</summary>
public static class Eventually
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// How long to wait for what comes within seconds on a quiet machine (three minutes). A deadline only says that something never came: a busy machine has taken thirty
    /// times as long as a quiet one, and what comes is waited for no longer because of it. Nothing that is claimed of speed is judged by it.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>How long to wait for trainings, which take up to half a minute on a quiet machine (ten minutes: a sixth of what test.sh gives a whole project, so a wait in vain is told by its test).</summary>
    public static readonly TimeSpan LongPatience = TimeSpan.FromMinutes(10);

    /// <summary>Returns once the condition holds; looks again and again until the deadline (<see cref="Patience"/> by default).</summary>
    /// <exception cref="TimeoutException">It did not hold in time; names the condition.</exception>
    public static async Task HoldsAsync(
        Func<Task<bool>> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string expected = "")
    {
        var limit = within ?? Patience;
        var started = Stopwatch.GetTimestamp();
        using var ticks = new PeriodicTimer(Look);
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > limit)
                throw new TimeoutException($"After {limit.TotalSeconds:0.#} s this still did not hold: {expected}");
            await ticks.WaitForNextTickAsync();
        }
    }

    /// <summary>Returns in a later millisecond of the system's clock, so that what is made then is newer than what was made before.</summary>
    public static Task NextMillisecondAsync()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        return HoldsAsync(() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() > now);
    }

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, TimeSpan?, string)"/>
    public static Task HoldsAsync(Func<bool> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string expected = "") =>
        HoldsAsync(() => Task.FromResult(condition()), within, expected);
}
