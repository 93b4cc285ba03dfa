using Dapper;
using Npgsql;

namespace Platform.Core.Reports;

/// <summary>Reads reports. Thread-safe.</summary>
public sealed class ReportViews(NpgsqlDataSource database)
{
    /// <summary>Reports of a list.</summary>
    public const int MostListed = 500;

    /// <summary>A report, also a deleted one; null if there is none.</summary>
    public async Task<Report?> FindAsync(string id, CancellationToken stop = default)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"{Row.Select} where id = @id", new { id }, cancellationToken: stop));
        return row?.ToReport();
    }

    /// <summary>The reports that were changed last, without their texts.</summary>
    /// <param name="deleted">Those in the bin instead of the others.</param>
    public async Task<IReadOnlyList<Report>> ListAsync(bool deleted = false, CancellationToken stop = default)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"{Row.SelectWithoutText} where deleted = @deleted order by updated_at desc, id limit {MostListed}", new { deleted }, cancellationToken: stop));
        return [.. rows.Select(row => row.ToReport())];
    }

    private sealed record Row(string Id, string Title, string Text, string CreatedBy, DateTime CreatedAt, string UpdatedBy, DateTime UpdatedAt, bool Deleted, long Version)
    {
        private const string Rest = "created_by as CreatedBy, created_at as CreatedAt, updated_by as UpdatedBy, updated_at as UpdatedAt, deleted, version from reports";

        public const string Select = $"select id, title, text, {Rest}";

        public const string SelectWithoutText = $"select id, title, '' as text, {Rest}";

        public Report ToReport() => new(Id, Title, Text, CreatedBy, Time(CreatedAt), UpdatedBy, Time(UpdatedAt), Deleted, Version);

        private static DateTimeOffset Time(DateTime utc) => new(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
    }
}
