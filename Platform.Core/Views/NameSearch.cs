using System.Globalization;
using Dapper;
using Npgsql;
using Platform.Core.Journal;

namespace Platform.Core.Views;

/// <summary>
/// Finds sweeps, trials, experiments, runs, models and reports by their names or identities, as somebody types them. Bounded: it looks at the newest
/// <see cref="Newest"/> of each kind and answers with at most so many as asked for; a whole identity is found whatever its age. Thread-safe.
/// </summary>
public sealed class NameSearch(NpgsqlDataSource database, TimeProvider? time = null)
{
    /// <summary>How many of each kind are looked at.</summary>
    public const int Newest = 5_000;

    /// <summary>Characters that are looked for; what comes after them is left out.</summary>
    public const int MostCharacters = 100;

    private const int MostWords = 6;

    private const string Question =
        """
        (select 'sweep' as kind, v.id, v.name, v.status as state, v.created_at as at
         from (select id, name, status, created_at from experiment_view order by created_at desc, id limit @newest) v
         where v.name || ' ' || v.id ilike all (@patterns) order by v.created_at desc limit @most)
        union all
        (select 'experiment', e.id, e.name, '', e.created_at
         from (select id, name, created_at from tracked_experiments where lifecycle = 'active' order by created_at desc, id limit @newest) e
         where e.name ilike all (@patterns) order by e.created_at desc limit @most)
        union all
        (select 'run', r.id, r.name, r.status, r.created_at
         from (select id, name, status, created_at from tracked_runs where lifecycle = 'active' order by created_at desc, id limit @newest) r
         where r.name ilike all (@patterns) order by r.created_at desc limit @most)
        union all
        (select 'model', m.name, m.name, '', m.updated_at
         from (select name, updated_at from model_view order by updated_at desc nulls last, name limit @newest) m
         where m.name ilike all (@patterns) order by m.updated_at desc nulls last limit @most)
        union all
        (select 'report', r.id, r.title, '', r.updated_at
         from (select id, title, updated_at from reports where not deleted order by updated_at desc, id limit @newest) r
         where r.title ilike all (@patterns) order by r.updated_at desc limit @most)
        union all
        (select 'run', r.id, r.name, r.status, r.created_at from tracked_runs r where r.id = @text and r.lifecycle = 'active')
        union all
        (select 'trial', t.id, e.name || ' ' || t.number, t.status, t.created_at
         from trial_view t join experiment_view e on e.id = t.experiment_id where t.id = @text)
        union all
        (select 'trial', t.id, e.name || ' ' || t.number, t.status, t.created_at
         from (select id, name, created_at from experiment_view v order by created_at desc, id limit @newest) e
         join trial_view t on t.experiment_id = e.id and t.number = @number and t.reproduces_trial_id is null
         where @number is not null and e.id || ' ' || e.name ilike all (@before) and (@sweep::text is null or e.id = @sweep)
         order by e.created_at desc limit @most)
        """;

    /// <summary>What has all the words in its name, each as letters in that order with others between them, the newest first within each kind.</summary>
    /// <param name="text">Words; a number as the last one also finds the trial of that number, of sweeps that the other words name.</param>
    /// <param name="most">Most of each kind.</param>
    /// <param name="sweep">The sweep whose trials a number alone means; without it a number alone finds those of the newest sweeps.</param>
    public Task<IReadOnlyList<NamedThing>> FindAsync(string text, int most, string? sweep = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        text = text.Replace("\0", "", StringComparison.Ordinal).Trim();
        text = text[..Math.Min(text.Length, MostCharacters)];
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MostWords).ToArray();
        if (words.Length == 0)
            return Task.FromResult<IReadOnlyList<NamedThing>>([]);
        var number = int.TryParse(words[^1].TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : (int?)null;
        var values = new
        {
            text,
            most,
            newest = Newest,
            number,
            sweep = words.Length == 1 ? sweep : null,
            patterns = words.Select(Pattern).ToArray(),
            before = number is null || words.Length == 1 ? ["%"] : words[..^1].Select(Pattern).ToArray(),
        };
        return Transient.RetryAsync<IReadOnlyList<NamedThing>>(
            async token =>
            {
                // Not broken off in the database: another letter comes every tenth of a second, the answer within a few hundredths, and a page that
                // did so once got a connection that still held another answer; that the breaking off was the cause is likely, not shown.
                await using var connection = await database.OpenConnectionAsync(token);
                var rows = await connection.QueryAsync<Row>(new CommandDefinition(Question, values));
                return [.. rows.Select(row => new NamedThing(row.Kind, row.Id, row.Name, row.State)).Distinct()];
            },
            PlatformViews.Patience,
            time ?? TimeProvider.System,
            cancellation);
    }

    // The letters of a word with anything between them; what LIKE reads otherwise is taken as it is.
    private static string Pattern(string word) => "%" + string.Concat(word.Select(c => (c is '%' or '_' or '\\' ? $"\\{c}" : c.ToString()) + "%"));

    private sealed record Row(string Kind, string Id, string Name, string State, DateTime? At);
}
