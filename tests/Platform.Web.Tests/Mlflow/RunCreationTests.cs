using Platform.Web.Api.Mlflow;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

public sealed class RunCreationTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly RunCreation _creation = new(new Clock());

    [Fact]
    public async Task A_body_whose_answer_was_not_delivered_gets_the_same_command_again()
    {
        using var cut = new CancellationTokenSource();
        var first = await CreateAsync("body", during: cut.Cancel, aborted: cut.Token);
        var again = await CreateAsync("body");
        var next = await CreateAsync("body");
        Assert.Equal(first, again);
        Assert.NotEqual(again, next);
        Assert.NotEqual(first, await CreateAsync("other"));
    }

    [Fact]
    public async Task A_failure_is_no_delivery()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => CreateAsync("body", during: () => throw new InvalidOperationException("away")));
        Assert.EndsWith(":0", await CreateAsync("body"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_restart_the_first_command_of_a_body_comes_again() =>
        Assert.Equal(await CreateAsync("body"), await CreateAsync("body", creation: new RunCreation(new Clock())));

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task A_body_without_a_recent_start_is_not_known_by_itself(long? start) => Assert.Null(await CreateAsync("body", start: start, isGiven: true));

    [Fact]
    public async Task Calls_with_the_same_body_wait_for_one_another()
    {
        var entered = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        string? firstId = null;
        var first = _creation.CreateAsync("10.0.0.1", "body"u8.ToArray(), Now.ToUnixTimeMilliseconds(), async id =>
        {
            firstId = id;
            entered.SetResult();
            await go.Task;
        }, CancellationToken.None);
        await entered.Task;
        var second = CreateAsync("body");
        Assert.False(second.IsCompleted);
        go.SetResult();
        await first;
        Assert.NotEqual(firstId, await second);
    }

    [Fact]
    public async Task Equal_bodies_of_two_clients_are_two_calls() =>
        Assert.NotEqual(await CreateAsync("body", client: "10.0.0.1"), await CreateAsync("body", client: "10.0.0.2", creation: new RunCreation(new Clock())));

    [Fact]
    public async Task What_cannot_come_again_is_forgotten()
    {
        var clock = new Clock();
        var creation = new RunCreation(clock);
        for (var i = 0; i < 300; i++)
            await CreateAsync($"body {i}", creation: creation);
        Assert.Equal(300, creation.Known);
        clock.Advance(TimeSpan.FromHours(3));
        await CreateAsync("later", start: clock.GetUtcNow().ToUnixTimeMilliseconds(), isGiven: true, creation: creation);
        Assert.Equal(1, creation.Known);
    }

    private async Task<string?> CreateAsync(
        string body, Action? during = null, long? start = null, bool isGiven = false, RunCreation? creation = null, string client = "10.0.0.1", CancellationToken aborted = default)
    {
        string? id = "none";
        await (creation ?? _creation).CreateAsync(client, System.Text.Encoding.UTF8.GetBytes(body), isGiven ? start : Now.ToUnixTimeMilliseconds(), command =>
        {
            id = command;
            during?.Invoke();
            return Task.CompletedTask;
        }, aborted);
        return id;
    }

    private sealed class Clock : TimeProvider
    {
        private TimeSpan _passed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now + _passed;

        public override long GetTimestamp() => _passed.Ticks;

        public void Advance(TimeSpan time) => _passed += time;
    }
}
