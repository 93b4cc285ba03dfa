using Platform.Core.Views;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Views;

/// <summary>What has a name is found by letters of it, and by nothing that only looks like a pattern.</summary>
public sealed class NameSearchTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly NameSearch _names = new(database.DataSource);

    public async ValueTask InitializeAsync()
    {
        await using var command = database.DataSource.CreateCommand(
            """
            insert into experiment_view (id, name, status, spec, maximize, priority, created_by, created_at, last_sequence)
            values ('aaaaaaa1', 'cifar baseline', 'running', '{}', true, 5, 'me', '2026-01-01', 1), ('aaaaaaa2', '100% of moons', 'completed', '{}', true, 5, 'me', '2026-01-02', 2);
            insert into trial_view (id, experiment_id, number, status) values ('aaaaaaa1-7', 'aaaaaaa1', 7, 'completed'), ('aaaaaaa2-7', 'aaaaaaa2', 7, 'failed');
            insert into trial_view (id, experiment_id, number, status, reproduces_trial_id) values ('aaaaaaa1-7-r1', 'aaaaaaa1', 7, 'completed', 'aaaaaaa1-7');
            insert into tracked_experiments (id, name, artifact_location, created_at, updated_at) values ('1', 'cifar of others', '', '2026-01-01', '2026-01-01');
            insert into tracked_experiments (id, name, artifact_location, lifecycle, created_at, updated_at) values ('2', 'cifar deleted', '', 'deleted', '2026-01-01', '2026-01-01');
            insert into tracked_runs (id, experiment_id, name, user_name, status, start_time, artifact_uri, created_at) values (repeat('b', 32), '1', 'cifar run', 'me', 'finished', 1, '', '2026-01-01');
            insert into model_view (name) values ('cifar-model');
            insert into reports (id, title, text, created_by, created_at, updated_by, updated_at, deleted, version)
            values ('rrrrrrr1', 'What cifar taught us', '', 'me', '2026-01-01', 'me', '2026-01-01', false, 1), ('rrrrrrr2', 'cifar, deleted', '', 'me', '2026-01-01', 'me', '2026-01-01', true, 2);
            """);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await using var command = database.DataSource.CreateCommand("truncate experiment_view, trial_view, tracked_experiments, tracked_runs, model_view, reports");
        await command.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task Everything_with_the_words_letters_in_its_name_is_found_and_what_is_deleted_is_not() =>
        Assert.Equal(
            ["sweep cifar baseline", "experiment cifar of others", "run cifar run", "model cifar-model", "report What cifar taught us"],
            (await _names.FindAsync("cfr", 5)).Select(found => $"{found.Kind} {found.Name}"));

    [Theory]
    [InlineData("baseline cifar", "aaaaaaa1")] // words in any order
    [InlineData("AAAAAAA1", "aaaaaaa1")] // an identity
    [InlineData("100%", "aaaaaaa2")] // a percent sign means itself
    [InlineData("b_s", "")]
    [InlineData("\\", "")]
    [InlineData("zebra", "")]
    public async Task Words_are_taken_as_they_are(string text, string sweep) =>
        Assert.Equal(sweep, string.Join(' ', (await _names.FindAsync(text, 5)).Where(found => found.Kind == "sweep").Select(found => found.Id)));

    [Theory]
    [InlineData("cifar 7", null, "aaaaaaa1-7")]
    [InlineData("moons #7", null, "aaaaaaa2-7")]
    [InlineData("7", "aaaaaaa1", "aaaaaaa1-7")] // of the sweep that is looked at
    [InlineData("7", null, "aaaaaaa2-7 aaaaaaa1-7")] // the newest sweep's first; reproductions have no number of their own
    [InlineData("aaaaaaa1-7-r1", null, "aaaaaaa1-7-r1")] // a whole identity
    [InlineData("cifar 8", null, "")]
    public async Task A_trial_is_found_by_its_number(string text, string? sweep, string trials) =>
        Assert.Equal(trials, string.Join(' ', (await _names.FindAsync(text, 5, sweep)).Where(found => found.Kind == "trial").Select(found => found.Id)));

    [Fact]
    public async Task Hostile_texts_find_nothing_and_harm_nothing()
    {
        foreach (var text in new[] { "", "   ", "'; drop table model_view; --", new string('%', 10_000), "\0\0", "9999999999999999999", "a b c d e f g h i j" })
            Assert.NotNull(await _names.FindAsync(text, 5));
        Assert.Single(await _names.FindAsync("cifar", 1), found => found.Kind == "model");
    }
}
