using Npgsql;

namespace Platform.Core.Journal;

/// <summary>Makes data sources fit for the journal from a user's connection string.</summary>
public static class JournalDataSource
{
    /// <summary>
    /// A pool that prepares repeated statements, notices a silent server within seconds and sends a whole append in one message.
    /// Settings that the connection string names itself are kept.
    /// </summary>
    public static NpgsqlDataSource Create(string connectionString, string applicationName = "platform") => Create(connectionString, applicationName, reading: false);

    /// <summary>
    /// A second pool, for single statements that only read: its connections are not reset between two uses, which costs the database more than a short question
    /// does. Nothing that changes a session (a lock, a setting, a temporary table) may use it.
    /// </summary>
    public static NpgsqlDataSource CreateForReading(string connectionString, string applicationName = "platform") => Create(connectionString, applicationName, reading: true);

    private static NpgsqlDataSource Create(string connectionString, string applicationName, bool reading)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var named = settings.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        Default("Application Name", applicationName);
        Default("Max Auto Prepare", 100);
        Default("Auto Prepare Min Usages", 2);
        Default("Write Buffer Size", 128 * 1024);
        Default("Timeout", 5);
        Default("TCP Keepalive", true);
        Default("TCP Keepalive Time", 2);
        Default("TCP Keepalive Interval", 1);
        Default("Maximum Pool Size", reading ? 20 : 50);
        if (reading)
            Default("No Reset On Close", true);
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();

        void Default(string keyword, object value)
        {
            if (!named.Contains(keyword))
                settings[keyword] = value;
        }
    }
}
