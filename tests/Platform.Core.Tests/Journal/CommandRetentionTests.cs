using Platform.Core.Journal;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Journal;

public sealed class CommandRetentionTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task However_many_they_are_all_old_answers_are_forgotten()
    {
        await using var journal = Some.Journal(database.DataSource);
        await journal.AppendAsync(new AppendRequest([new StreamAppend("many", "test", StreamAppend.Any, [new Counted(1, 1)])])); // its tables are there from now on
        await Some.ExecuteAsync(
            database.DataSource,
            "insert into platform_commands (command_id, versions, last_sequence, at) select 'silo-many-' || i, '{1}'::bigint[], 1, now() - interval '90 days' from generate_series(1, 20001) i");

        Assert.Equal(20_001, await new CommandRetention(database.DataSource).ForgetAsync(TimeSpan.FromDays(60)));
    }

    [Fact]
    public async Task Answers_that_only_a_silo_could_ask_for_again_are_forgotten_when_they_are_old_and_no_others()
    {
        await using var journal = Some.Journal(database.DataSource);
        const string digits = "0123456789abcdef0123456789abcdef";
        string[] old = [CommandRetention.NewId(), $"output-{digits}", digits]; // the latter two as earlier versions drew them
        string[] callers = ["evaluate:k1", $"evaluate:{digits}", $"{digits}0"];
        var fresh = CommandRetention.NewId();
        foreach (var command in (string[])[.. old, .. callers])
            await AppendAsync(command);
        await Some.ExecuteAsync(database.DataSource, "update platform_commands set at = now() - interval '8 days'");
        await AppendAsync(fresh);

        Assert.Equal(3, await new CommandRetention(database.DataSource).ForgetAsync(TimeSpan.FromDays(7)));

        foreach (var command in old)
            Assert.Null(await journal.FindAnswerAsync(command));
        foreach (var command in (string[])[fresh, .. callers])
            Assert.True((await AppendAsync(command)).WasRepeat);

        Task<AppendResult> AppendAsync(string command) =>
            journal.AppendAsync(new AppendRequest([new StreamAppend("told", "test", StreamAppend.Any, [new Counted(1, 1)])], command));
    }
}
