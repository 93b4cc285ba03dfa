using System.Net.Sockets;
using Npgsql;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Silo.Trials;
using Training.Core;
using Training.Core.Data;
using Xunit;

namespace Platform.Silo.Tests.Unit;

public sealed class FaultTests
{
    public static TheoryData<Exception> OfTheDatabase => new()
    {
        new VersionConflictException("experiment-a", 7), new NpgsqlException("away"), new SocketException((int)SocketError.HostNotFound), new TimeoutException("late") { Source = "Npgsql" },
    };

    public static TheoryData<Exception> OfTheTraining => new()
    {
        new IOException("No space left on device"), new TimeoutException("a download took too long"), new DatasetException("digits", null, "not there", null), new InvalidOperationException("shapes"),
    };

    [Theory]
    [MemberData(nameof(OfTheDatabase))]
    public void A_run_is_not_blamed_for_journal_and_database(Exception error)
    {
        Assert.True(Faults.IsOfTheDatabase(error));
        Assert.False(Faults.IsOfTheTraining(error));
    }

    [Theory]
    [MemberData(nameof(OfTheTraining))]
    public void What_data_disk_and_settings_do_is_the_run_s(Exception error)
    {
        Assert.False(Faults.IsOfTheDatabase(error));
        Assert.True(Faults.IsOfTheTraining(error));
    }

    [Fact]
    public void A_database_that_only_reads_for_now_is_waited_for()
    {
        Assert.True(Faults.PassesByItself(Refused(PostgresErrorCodes.ReadOnlySqlTransaction)));
        Assert.False(Faults.PassesByItself(Refused(PostgresErrorCodes.UniqueViolation)));

        static PostgresException Refused(string state) => new("cannot execute INSERT", "ERROR", "ERROR", state);
    }

    [Fact]
    public void What_events_say_of_a_checkpoint_does_not_say_where_it_lies()
    {
        var file = Path.Combine(Path.GetTempPath(), "homes", "ada", "ab12.ckpt");

        Assert.Equal("Checkpoint ab12: is damaged.", Faults.Told(new CheckpointException(file, "is damaged.")));
        Assert.Equal("shapes", Faults.Told(new InvalidOperationException("shapes")));
    }

    [Fact]
    public async Task A_host_name_that_nobody_resolves_is_the_database_s()
    {
        await using var nowhere = JournalDataSource.Create("Host=nowhere.invalid;Username=a;Password=a;Database=a");
        var error = await Record.ExceptionAsync(async () => await nowhere.OpenConnectionAsync());

        Assert.NotNull(error);
        Assert.False(Faults.IsOfTheTraining(error), error.ToString());
    }

    [Fact]
    public void A_refusal_and_an_interruption_are_nobody_s()
    {
        Assert.All(new Exception[] { new RuleViolation("no"), new AttemptSuperseded("no"), new OperationCanceledException() }, error =>
        {
            Assert.False(Faults.IsOfTheDatabase(error));
            Assert.False(Faults.IsOfTheTraining(error));
        });
    }
}
