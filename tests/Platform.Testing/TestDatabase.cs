using System.Security.Cryptography;
using Npgsql;
using Platform.Core.Journal;
using Xunit;

namespace Platform.Testing;

/// <summary>A fresh database with the platform's schema, dropped at the end. As a class fixture: one for each test class.</summary>
public class TestDatabase : IAsyncLifetime
{
    private string _admin = "";
    private string _name = "";

    /// <summary>Connects to this database.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>A pool as the platform makes it.</summary>
    public NpgsqlDataSource DataSource { get; private set; } = null!;

    /// <summary>A database of its own outside of fixtures; dispose it.</summary>
    public static async Task<TestDatabase> CreateAsync(string? server = null, bool schema = true)
    {
        var database = new TestDatabase();
        await database.CreateOnAsync(server ?? await PostgresServer.ConnectionStringAsync(), schema);
        return database;
    }

    public virtual async ValueTask InitializeAsync() => await CreateOnAsync(await PostgresServer.ConnectionStringAsync(), schema: true);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await DataSource.DisposeAsync();
        await ExecuteOnServerAsync($"drop database if exists {_name} with (force)");
    }

    /// <summary>Another pool, as another process would have.</summary>
    public NpgsqlDataSource NewDataSource() => JournalDataSource.Create(ConnectionString);

    private async Task CreateOnAsync(string server, bool schema)
    {
        _name = "test_" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        _admin = new NpgsqlConnectionStringBuilder(server) { Pooling = false, Timeout = 60, CommandTimeout = (int)Eventually.LongPatience.TotalSeconds }.ConnectionString;
        await ExecuteOnServerAsync($"create database {_name}");
        // What the platform waits for by itself (5 s for a connection, 30 s for an answer) a busy machine can exceed.
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = _name, Timeout = 60, CommandTimeout = (int)Eventually.Patience.TotalSeconds }.ConnectionString;
        DataSource = NewDataSource();
        if (schema)
            await JournalSchema.EnsureAsync(DataSource);
    }

    private async Task ExecuteOnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_admin);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
