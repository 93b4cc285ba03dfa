using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Core;
using Platform.Testing;
using Platform.Web.Api;
using Platform.Web.Live;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>Answers that take long: what is kept, who is told, and what ends.</summary>
public sealed class SlowAnswersTests : IDisposable
{
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(31);

    private readonly Clock _clock = new();
    private readonly ConcurrentQueue<string> _begun = new();
    private readonly SlowAnswers<string> _answers;

    public SlowAnswersTests() => _answers = new("searches", _clock, NullLogger.Instance);

    public void Dispose() => _answers.Dispose();

    [Fact]
    public async Task The_seventeenth_takes_the_place_of_the_one_that_was_not_asked_for_the_longest()
    {
        for (var key = 1; key <= 16; key++)
            await FoundAsync($"{key}");
        await FoundAsync("1");

        await FoundAsync("17");

        foreach (var key in Enumerable.Range(3, 15).Prepend(1))
            await FoundAsync($"{key}");
        Assert.Equal(string.Join(' ', Enumerable.Range(1, 17)), string.Join(' ', _begun));
        await FoundAsync("2");
        Assert.Equal((18, "2"), (_begun.Count, _begun.Last()));
    }

    [Fact]
    public async Task A_failure_is_told_to_everybody_for_some_seconds_and_then_begins_anew()
    {
        var failures = 0;
        SlowAnswer<string> Ask() => _answers.Ask("a", (_, _) => throw new RuleViolation($"refusal {Interlocked.Increment(ref failures)}"));
        await Eventually.HoldsAsync(() => Ask().Failure is RuleViolation);

        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(("refusal 1", "refusal 1"), (Ask().Problem, Ask().Problem));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(Ask().Problem);
        await Eventually.HoldsAsync(() => Ask().Problem == "refusal 2");
    }

    [Fact]
    public async Task A_failure_that_nobody_foresaw_is_kept_whole_and_told_without_internals()
    {
        SlowAnswer<string> Ask() => _answers.Ask("a", (_, _) => throw new InvalidOperationException("/a/secret/path"));
        await Eventually.HoldsAsync(() => Ask().Failure is InvalidOperationException);

        Assert.DoesNotContain("secret", Ask().Problem!, StringComparison.Ordinal);
        Assert.Contains("log has the details", Ask().Problem!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_asks_for_any_more_ends_and_does_not_begin()
    {
        Hold("first");
        await Eventually.HoldsAsync(() => _begun.Contains("first"));
        Ask("left");
        Ask("wanted");

        _clock.Advance(TimeSpan.FromSeconds(20));
        Ask("wanted");
        _clock.Advance(TimeSpan.FromSeconds(20));

        await FoundAsync("wanted");
        Assert.Equal("first wanted", string.Join(' ', _begun));
    }

    [Fact]
    public async Task What_is_asked_for_again_and_again_goes_on()
    {
        Hold("first");
        await Eventually.HoldsAsync(() => _begun.Contains("first"));
        for (var i = 0; i < 4; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(20));
            Hold("first");
        }

        await Eventually.HoldsAsync(() => Hold("first").Progress > 0);
        Assert.Single(_begun);
    }

    [Fact]
    public async Task Sixteen_that_wait_refuse_another_until_nobody_asks_for_them()
    {
        using var release = new ManualResetEventSlim();
        _answers.Ask("deaf", (_, _) =>
        {
            _begun.Enqueue("deaf");
            release.Wait(Eventually.Patience, CancellationToken.None);
            return "deaf";
        });
        await Eventually.HoldsAsync(() => _begun.Contains("deaf"));
        for (var key = 2; key <= 16; key++)
            Ask($"{key}");
        Assert.Throws<ServiceUnavailableException>(() => Ask("17"));

        _clock.Advance(Gone);
        Ask("17");
        release.Set();
        await FoundAsync("17");
        Assert.Equal("deaf 17", string.Join(' ', _begun));
    }

    // A moment later each time, so that it is known which was asked for the longest ago.
    private async Task FoundAsync(string key)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await Eventually.HoldsAsync(() => Ask(key).Answer == key);
    }

    private SlowAnswer<string> Ask(string key) => _answers.Ask(key, (_, _) =>
    {
        _begun.Enqueue(key);
        return key;
    });

    // Works until it is ended.
    private SlowAnswer<string> Hold(string key) => _answers.Ask(key, (progress, stop) =>
    {
        _begun.Enqueue(key);
        while (!stop.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(5)))
            progress(0.5);
        throw new OperationCanceledException(stop);
    });

    private sealed class Clock : TimeProvider
    {
        private long _passed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _passed);

        public void Advance(TimeSpan time) => Interlocked.Add(ref _passed, time.Ticks);
    }
}
