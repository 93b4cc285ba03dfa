using Platform.Core;
using Platform.Core.Journal;
using Platform.Testing;
using Platform.Web.Api.Mlflow;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

public sealed class UndeliveredAnswersTests
{
    private readonly HandClock _clock = new();
    private readonly UndeliveredAnswers _answers;

    public UndeliveredAnswersTests() => _answers = new UndeliveredAnswers(_clock);

    [Fact]
    public async Task An_equal_call_has_the_mark_of_the_one_before_until_one_is_answered()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => CallAsync(() => throw new InvalidOperationException("away")));
        var first = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMinutes(1));

        var again = await CallAsync(() => { });
        Assert.Equal(first, again.Since);
        Assert.Equal((true, false), (again.MayHaveMade(first), again.MayHaveMade(first.AddMilliseconds(-1))));
        var next = await CallAsync(() => { });
        Assert.Null(next.Since);
        Assert.NotEqual(again.Mark, next.Mark);
        Assert.Equal(0, _answers.Known);
    }

    [Fact]
    public async Task A_refusal_is_an_answer()
    {
        await Assert.ThrowsAsync<MlflowException>(() => CallAsync(() => throw MlflowException.AlreadyExists("It is there.")));
        await Assert.ThrowsAsync<RuleViolation>(() => CallAsync(() => throw new RuleViolation("It is deleted.")));
        Assert.Equal(0, _answers.Known);
        Assert.Null((await CallAsync(() => { })).Since);
    }

    [Fact]
    public async Task That_the_database_is_away_is_none()
    {
        await Assert.ThrowsAsync<JournalUnavailableException>(() => CallAsync(() => throw new JournalUnavailableException("away", new TimeoutException())));
        Assert.NotNull((await CallAsync(() => { })).Since);
    }

    [Fact]
    public async Task What_cannot_come_again_is_forgotten()
    {
        for (var i = 0; i < 30; i++)
            await Assert.ThrowsAsync<InvalidOperationException>(() => CallAsync(() => throw new InvalidOperationException("away"), $"call {i}"));
        Assert.Equal(30, _answers.Known);
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Null((await CallAsync(() => { }, "call 0")).Since);
        Assert.Equal(0, _answers.Known);
    }

    private async Task<CreationAttempt> CallAsync(Action create, string key = "call")
    {
        CreationAttempt? attempt = null;
        await _answers.OnceAsync(key, made =>
        {
            attempt = made;
            create();
            return Task.CompletedTask;
        }, CancellationToken.None);
        return attempt!;
    }
}
