using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Platform.Testing;

/// <summary>Waits for conditions, with a deadline that says what did not happen.</summary>
public static class Eventually
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns once the condition holds; looks again and again until the deadline (10 s by default).</summary>
    /// <exception cref="TimeoutException">It did not hold in time; names the condition.</exception>
    public static async Task HoldsAsync(
        Func<Task<bool>> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string expected = "")
    {
        var limit = within ?? TimeSpan.FromSeconds(10);
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
