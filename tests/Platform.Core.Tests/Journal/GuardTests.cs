using System.Security.Cryptography;
using Npgsql;
using Platform.Core.Journal;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Journal;

/// <summary>The appender leaves out what guards the tables against other writers; nobody else does, and where it may not it appends as well.</summary>
public sealed class GuardTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Another_writers_event_needs_its_stream()
    {
        var error = await Assert.ThrowsAsync<PostgresException>(() => Some.ExecuteAsync(
            database.DataSource,
            "insert into mt_events (seq_id, id, stream_id, version, data, type) values (nextval('mt_events_sequence'), gen_random_uuid(), 'nowhere', 1, '{}', 'counted')"));
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, error.SqlState);
    }

    [Fact]
    public async Task Numbers_behind_others_are_refused()
    {
        await using var own = await TestDatabase.CreateAsync();
        await using var journal = Some.Journal(own.DataSource, new JournalOptions { RetryFor = TimeSpan.FromMilliseconds(300) });
        await journal.AppendAsync(Some.Append("first", 0, new Counted(1, 1)));
        await Some.ExecuteAsync(
            own.DataSource,
            "insert into mt_streams (id, version) values ('ahead', 1); insert into mt_events (seq_id, id, stream_id, version, data, type) values (1000000, gen_random_uuid(), 'ahead', 1, '{}', 'counted')");

        await Assert.ThrowsAnyAsync<Exception>(() => journal.AppendAsync(Some.Append("behind", 0, new Counted(1, 1))));

        Assert.Equal(0, await Some.ScalarAsync<long>(own.DataSource, "select count(*) from mt_events where stream_id = 'behind'"));
        await Some.ExecuteAsync(own.DataSource, "select setval('mt_events_sequence', 1000000)"); // as the message says
        Assert.Equal(1000001, (await journal.AppendAsync(Some.Append("behind", 0, new Counted(1, 1)))).LastSequence);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Appends_are_told_once_whatever_the_user_may_do(bool superuser)
    {
        var user = $"limited_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        await Some.ExecuteAsync(
            database.DataSource,
            $"create role {user} login {(superuser ? "superuser" : "")} password '{user}'; grant all on all tables in schema public to {user}; grant all on all sequences in schema public to {user}");
        try
        {
            await using var source = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = user, Password = user }.ConnectionString).Build();
            await using var listener = await database.DataSource.OpenConnectionAsync();
            await using (var listen = new NpgsqlCommand("listen platform_events", listener))
                await listen.ExecuteNonQueryAsync();
            var told = new List<string>();
            listener.Notification += (_, notification) => told.Add(notification.Payload);
            long[] numbers;
            await using (var journal = Some.Journal(source))
            {
                await journal.AppendAsync(Some.Append($"{user}-other", 0, new Counted(1, 1), new Counted(1, 2)));
                var answer = await journal.AppendAsync(Some.Append(user, 0, new Counted(1, 1)));
                numbers = [answer.LastSequence - 1, answer.LastSequence];
            }
            using var deadline = new CancellationTokenSource(Eventually.Patience);
            while (told.Count < 2)
                await listener.WaitAsync(deadline.Token);
            await using (var more = new NpgsqlCommand("select 1", listener)) // what else was sent would come with it
                await more.ExecuteScalarAsync();
            Assert.Equal(numbers.Select(n => $"{n}"), told);
        }
        finally
        {
            await Some.ExecuteAsync(database.DataSource, $"drop owned by {user}; drop role {user}");
        }
    }
}
