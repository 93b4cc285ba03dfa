using System.Net.Sockets;
using Npgsql;
using Platform.Core.Journal;
using Platform.Silo.Trials;
using Xunit;

namespace Platform.Silo.Tests.Unit;

public sealed class FailuresTests
{
    [Fact]
    public async Task A_host_name_that_is_unknown_just_then_is_no_failure_of_the_run()
    {
        await using var away = NpgsqlDataSource.Create("Host=database.invalid;Username=nobody;Database=none");

        var error = await Assert.ThrowsAnyAsync<Exception>(async () => await away.OpenConnectionAsync());

        Assert.Equal((false, true), (Failures.IsOfTheWork(error), Failures.IsOfTheDatabase(error)));
    }

    [Fact]
    public void What_the_database_does_not_answer_is_none_and_a_full_disk_a_bug_or_another_wait_is()
    {
        Exception[] database = [new SocketException((int)SocketError.HostNotFound), new TimeoutException("late") { Source = "Npgsql" }, new NpgsqlException("gone"), new JournalUnavailableException("away")];
        Exception[] work = [new IOException("No space left on device"), new InvalidOperationException("bug"), new TimeoutException("late")];

        Assert.All(database, error => Assert.Equal((false, true), (Failures.IsOfTheWork(error), Failures.IsOfTheDatabase(error))));
        Assert.All(work, error => Assert.Equal((true, false), (Failures.IsOfTheWork(error), Failures.IsOfTheDatabase(error))));
        Assert.False(Failures.IsOfTheWork(new OperationCanceledException()));
    }
}
