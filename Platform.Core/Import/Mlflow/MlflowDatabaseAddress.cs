using Microsoft.Data.Sqlite;
using Npgsql;

namespace Platform.Core.Import.Mlflow;

/// <summary>Where a database of MLflow's is.</summary>
/// <param name="ConnectionString">For the driver.</param>
/// <param name="File">SQLite's file; null for PostgreSQL.</param>
/// <param name="Shown">For people, without a password.</param>
internal sealed record MlflowDatabaseAddress(string ConnectionString, string? File, string Shown)
{
    /// <exception cref="ImportException">It is none that can be read.</exception>
    public static MlflowDatabaseAddress Parse(string address)
    {
        if (address.StartsWith("sqlite:///", StringComparison.Ordinal))
            return Sqlite(Uri.UnescapeDataString(address["sqlite:///".Length..]));
        if (address.StartsWith("postgres", StringComparison.Ordinal) && address.Contains("://", StringComparison.Ordinal))
            return Postgres(address);
        if (System.IO.File.Exists(address))
            return Sqlite(address);
        throw new ImportException($"'{Shorten(address)}' is neither a file nor an address such as sqlite:///mlflow.db or postgresql://user:password@host/database. MySQL and SQL Server are not read.");
    }

    private static MlflowDatabaseAddress Sqlite(string file)
    {
        if (!System.IO.File.Exists(file))
            throw new ImportException($"There is no file {file}.");
        return new(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString, file, file);
    }

    // As SQLAlchemy writes it: postgresql+DRIVER://USER:PASSWORD@HOST:PORT/DATABASE?options.
    private static MlflowDatabaseAddress Postgres(string address)
    {
        var end = address.IndexOf("://", StringComparison.Ordinal);
        if (!Uri.TryCreate("postgresql" + address[end..], UriKind.Absolute, out var uri) || uri.AbsolutePath.Length < 2)
            throw new ImportException("The address of the database is not of the form postgresql://user:password@host:port/database.");
        var user = uri.UserInfo.Split(':', 2);
        var query = uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2)).Where(part => part.Length == 2)
            .ToDictionary(part => part[0], part => Uri.UnescapeDataString(part[1]), StringComparer.Ordinal);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = query.GetValueOrDefault("host") ?? (uri.Host.Length > 0 ? uri.Host : "localhost"), Port = uri.Port > 0 ? uri.Port : 5432,
            Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]), Pooling = false, ApplicationName = "platform import",
        };
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            builder.Password = Uri.UnescapeDataString(user[1]);
        if (query.TryGetValue("port", out var port) && int.TryParse(port, out var number))
            builder.Port = number;
        return new(builder.ConnectionString, null, $"{builder.Database} on {builder.Host}");
    }

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
