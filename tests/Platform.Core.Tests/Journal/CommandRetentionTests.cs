using Platform.Core.Journal;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Journal;

public sealed class CommandRetentionTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Answers_that_only_a_silo_could_ask_for_again_are_forgotten_when_they_are_old_and_no_others()
    {
        await using var journal = Some.Journal(database.DataSource);
        var (old, fresh) = (CommandRetention.NewId(), CommandRetention.NewId());
        foreach (var command in (string[])[old, fresh, "evaluate:k1"])
            await AppendAsync(command);
        await Some.ExecuteAsync(database.DataSource, $"update platform_commands set at = now() - interval '8 days' where command_id in ('{old}', 'evaluate:k1')");

        Assert.Equal(1, await new CommandRetention(database.DataSource).ForgetAsync(TimeSpan.FromDays(7)));

        Assert.Null(await journal.FindAnswerAsync(old));
        Assert.True((await AppendAsync(fresh)).WasRepeat);
        Assert.True((await AppendAsync("evaluate:k1")).WasRepeat);

        Task<AppendResult> AppendAsync(string command) =>
            journal.AppendAsync(new AppendRequest([new StreamAppend("told", "test", StreamAppend.Any, [new Counted(1, 1)])], command));
    }
}
