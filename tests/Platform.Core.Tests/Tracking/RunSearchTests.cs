using Platform.Core.LoggedModels;
using Platform.Core.Tracking;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Tracking;

public sealed class RunSearchTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly RunField Acc = new(RunFieldKind.Metric, "acc");
    private static readonly RunField Arch = new(RunFieldKind.Param, "arch");
    private static readonly RunField Name = new(RunFieldKind.Attribute, RunAttribute.Name);
    private TrackingProcess _process = null!;
    private RunSearch _search = null!;
    private string _experiment = "";

    public async ValueTask InitializeAsync()
    {
        _process = new TrackingProcess(database.DataSource);
        _search = new RunSearch(_process.Views);
        _experiment = (await _process.Store.CreateExperimentAsync(new CreateTrackedExperiment(Guid.NewGuid().ToString()) { At = TrackingProcess.At })).Id;
    }

    public async ValueTask DisposeAsync()
    {
        _search.Dispose();
        await _process.DisposeAsync();
    }

    [Fact]
    public async Task Runs_are_found_by_every_kind_of_condition()
    {
        await PlayAsync(20);
        await FindsAsync([0, 2, 4, 6, 8, 10, 12, 14, 16, 18], new TextIs(Arch, RunComparison.Equal, "cnn"));
        await FindsAsync([1, 3, 5, 7, 9, 11, 13, 15, 17], new TextIs(Arch, RunComparison.NotEqual, "cnn")); // 19 has none
        await FindsAsync([19], new TextIs(Arch, RunComparison.IsNull));
        await FindsAsync([0, 2, 4, 6, 8, 10, 12, 14, 16, 18], new TextIs(Arch, RunComparison.ILike, "%NN"));
        await FindsAsync([1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19], new TextIs(Name, RunComparison.Like, "1%"));
        await FindsAsync([3, 7], new TextIs(Name, RunComparison.In, "7", "3", "none"));
        await FindsAsync([17, 18, 19], new NumberIs(Acc, RunComparison.Greater, 16));
        await FindsAsync([5], new NumberIs(Acc, RunComparison.NotEqual, 1), new TextIs(Name, RunComparison.Equal, "5"));
        await FindsAsync([18], new NumberIs(Acc, RunComparison.AtLeast, 17), new TextIs(Arch, RunComparison.Equal, "cnn"));
        await FindsAsync([0, 19], new AnyOf([new NumberIs(Acc, RunComparison.Equal, 0), new TextIs(Arch, RunComparison.IsNull)]));
        await FindsAsync([0, 1], new Not(new NumberIs(Acc, RunComparison.AtLeast, 2)));
        await FindsAsync([4], new TextIs(new RunField(RunFieldKind.Dataset, "name"), RunComparison.Like, "digit_"));
        await FindsAsync([2], new TextIs(new RunField(RunFieldKind.Attribute, RunAttribute.Status), RunComparison.Equal, "FAILED"));
        Assert.Empty(await NamesAsync(new NumberIs(new RunField(RunFieldKind.Metric, "nothing"), RunComparison.NotEqual, 1)));
    }

    [Fact]
    public async Task Many_small_experiments_are_held_and_of_too_many_the_first()
    {
        var experiments = new List<string>();
        for (var i = 0; i < 70; i++)
        {
            experiments.Add((await _process.Store.CreateExperimentAsync(new CreateTrackedExperiment($"small {i} {_experiment}") { At = TrackingProcess.At })).Id);
            await _process.RunAsync(experiments[^1]);
        }
        var query = new RunQuery(experiments) { MaxResults = 100 };
        Assert.Equal(70, (await _search.FindAsync(query)).Runs.Count);
        Assert.Equal(70, _search.Experiments);

        using var small = new RunSearch(_process.Views, mostRuns: 20 * 11, mostExperiments: 1); // an experiment of one run counts as 11
        await small.CountAsync(new RunQuery([_experiment]));
        Assert.Equal(70, (await small.FindAsync(query)).Runs.Count);
        var held = experiments.Where(small.Holds).ToList();
        Assert.Equal((20, 20), (held.Count, small.Experiments));
        Assert.Equal(70, (await small.FindAsync(query)).Runs.Count);
        Assert.Equal(held, experiments.Where(small.Holds)); // so that the second page found them
    }

    [Fact]
    public async Task An_experiment_with_more_runs_than_are_held_stays_beside_a_small_one()
    {
        var small = (await _process.Store.CreateExperimentAsync(new CreateTrackedExperiment($"beside {_experiment}") { At = TrackingProcess.At })).Id;
        await _process.RunAsync(small);
        await PlayAsync(30);
        using var search = new RunSearch(_process.Views, mostRuns: 20, mostExperiments: 2);
        for (var turn = 0; turn < 3; turn++)
        {
            Assert.Equal(30, (await search.FindAsync(new RunQuery([_experiment]))).Runs.Count);
            Assert.Single((await search.FindAsync(new RunQuery([small]))).Runs);
            Assert.Equal(1, await search.CountAsync(new RunQuery([small])));
            Assert.Equal((true, true), (search.Holds(_experiment), search.Holds(small)));
        }
    }

    [Fact]
    public async Task What_is_held_is_bounded_also_by_questions_that_fail()
    {
        using var search = new RunSearch(_process.Views, mostRuns: 15, mostExperiments: 1); // an experiment without runs counts as 10
        await search.CountAsync(new RunQuery([_experiment]));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search.FindAsync(new RunQuery(["one"]), new CancellationToken(true)));
        Assert.Equal(1, search.Experiments);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search.CountAsync(new RunQuery(["two"]), new CancellationToken(true)));
        Assert.Equal(1, search.Experiments);
    }

    [Fact]
    public async Task Pages_follow_one_another_in_the_order_asked_for()
    {
        await PlayAsync(23);
        foreach (var order in (IReadOnlyList<RunOrder>[])[[], [new RunOrder(Acc, Descending: true)], [new RunOrder(Arch), new RunOrder(Acc)], [new RunOrder(Name, true)]])
        {
            var query = new RunQuery([_experiment]) { Order = order, MaxResults = 50 };
            var whole = (await _search.FindAsync(query)).Runs.Select(r => r.Run.Id).ToList();
            Assert.Equal(23, whole.Count);
            var pages = new List<string>();
            string? token = null;
            do
            {
                var page = await _search.FindAsync(query with { MaxResults = 4, PageToken = token });
                Assert.InRange(page.Runs.Count, 1, 4);
                pages.AddRange(page.Runs.Select(r => r.Run.Id));
                token = page.NextPageToken;
            }
            while (token is not null);
            Assert.Equal(whole, pages);
        }
        var best = await _search.FindAsync(new RunQuery([_experiment]) { Order = [new RunOrder(Acc, true)], MaxResults = 2 });
        Assert.Equal(["22", "21"], best.Runs.Select(r => r.Run.Name));
        Assert.Equal(22, best.Runs[0].Metrics.Single(m => m.Key == "acc").Last.Value);
        await Assert.ThrowsAsync<InvalidInputException>(() => _search.FindAsync(new RunQuery([_experiment]) { PageToken = best.NextPageToken }));
        await Assert.ThrowsAsync<InvalidInputException>(() => _search.FindAsync(new RunQuery([_experiment]) { PageToken = "%%%" }));
    }

    [Fact]
    public async Task Not_a_number_comes_after_the_numbers_and_nothing_comes_last_in_both_directions()
    {
        await RunAsync(1, acc: 5);
        await RunAsync(2, acc: double.NaN);
        await RunAsync(3, acc: double.NegativeInfinity);
        await RunAsync(4, acc: null);
        await FindsAsync([3, 1, 2, 4], [new RunOrder(Acc)]);
        await FindsAsync([1, 3, 2, 4], [new RunOrder(Acc, true)]);
    }

    [Fact]
    public async Task An_answer_sees_all_that_was_durable_before_the_question()
    {
        var id = await RunAsync(1, acc: 1);
        await _search.FindAsync(new RunQuery([_experiment])); // loads
        for (var value = 2; value < 12; value++)
        {
            await _process.Store.LogMetricAsync(id, "acc", new MetricPoint(value, 0, value));
            await FindsAsync([1], new NumberIs(Acc, RunComparison.Equal, value));
        }
        await _process.Store.ApplyAsync(id, new LogBatch { At = TrackingProcess.At, Tags = [new("t", "x")] });
        var tag = new TextIs(new RunField(RunFieldKind.Tag, "t"), RunComparison.Equal, "x");
        await FindsAsync([1], tag);
        await _process.Store.ApplyAsync(id, new LogBatch { At = TrackingProcess.At, Tags = [new("t", null)] });
        Assert.Empty(await NamesAsync(tag));
        await _process.Store.ApplyAsync(id, new DeleteRun { At = TrackingProcess.At });
        Assert.Empty((await _search.FindAsync(new RunQuery([_experiment]))).Runs);
        Assert.Single((await _search.FindAsync(new RunQuery([_experiment]) { View = LifecycleView.DeletedOnly })).Runs);
        Assert.Single((await _search.FindAsync(new RunQuery([_experiment, "none"]) { View = LifecycleView.All })).Runs);
    }

    [Fact]
    public async Task A_page_shows_its_runs_as_they_are_each_time()
    {
        var id = await RunAsync(1, acc: 1);
        await RunAsync(2, acc: 2);
        var query = new RunQuery([_experiment]);
        for (var value = 2; value < 12; value++)
        {
            await _process.Store.LogMetricAsync(id, "acc", new MetricPoint(value, 0, value));
            await _process.Store.ApplyAsync(id, new LogBatch { At = TrackingProcess.At, Tags = [new("t", $"{value}")] });
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _search.FindAsync(query)));
            foreach (var run in answers.Select(answer => Assert.Single(answer.Runs, run => run.Run.Id == id)))
            {
                Assert.Equal(value, Assert.Single(run.Metrics).Last.Value);
                Assert.Equal($"{value}", run.Run.Tags["t"]);
            }
        }
    }

    [Fact]
    public async Task Questions_beside_writes_show_no_run_older_than_the_last_write_before_them()
    {
        var id = await RunAsync(1, acc: 1);
        var query = new RunQuery([_experiment]);
        var written = 0;
        var writing = Task.Run(async () =>
        {
            for (var value = 1; value <= 60; value++)
            {
                await _process.Store.ApplyAsync(id, new LogBatch { At = TrackingProcess.At, Tags = [new("t", $"{value}")] });
                Volatile.Write(ref written, value);
            }
        });
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            while (!writing.IsCompleted)
            {
                var atLeast = Volatile.Read(ref written);
                var run = Assert.Single((await _search.FindAsync(query)).Runs);
                Assert.InRange(int.Parse(run.Run.Tags.GetValueOrDefault("t", "0"), System.Globalization.CultureInfo.InvariantCulture), atLeast, 60);
            }
        }));
        await writing;
        Assert.Equal("60", Assert.Single((await _search.FindAsync(query)).Runs).Run.Tags["t"]);
    }

    [Fact]
    public async Task Parts_of_metrics_and_values_at_steps_are_found_and_followed()
    {
        var first = await RunAsync(1, acc: 5); // -5 at step 1, 5 at step 2
        await RunAsync(2, acc: -7);
        await RunAsync(3, acc: null);
        var (min, max, at1, at9) = (Acc with { Part = MetricPart.Min }, Acc with { Part = MetricPart.Max }, Acc with { Part = MetricPart.At, Step = 1 }, Acc with { Part = MetricPart.At, Step = 9 });
        await FindsAsync([1], new NumberIs(min, RunComparison.Equal, -5));
        await FindsAsync([2], new NumberIs(max, RunComparison.Equal, 7));
        await FindsAsync([1, 2], new NumberIs(Acc with { Part = MetricPart.Count }, RunComparison.Equal, 2), new NumberIs(Acc with { Part = MetricPart.LastStep }, RunComparison.Equal, 2));
        await FindsAsync([1], new NumberIs(at1, RunComparison.Equal, -5));
        await FindsAsync([1, 2, 3], new NumberIs(at9, RunComparison.IsNull));
        await FindsAsync([2, 1, 3], [new RunOrder(at1, Descending: true)]);

        await _process.Store.LogMetricAsync(first, "acc", new MetricPoint(8, 0, -50)); // in the inbox
        await FindsAsync([1], new NumberIs(min, RunComparison.Equal, -50));
        await FindsAsync([1, 2, 3], new NumberIs(at9, RunComparison.IsNull));
        var late = MetricBatch.Of("acc", new MetricPoint(9, 0, 3));
        late.Add("acc", new MetricPoint(1, 1, 4)); // a later point at a step that is past
        await _process.LogAsync(first, late);
        await FindsAsync([1], new NumberIs(at1, RunComparison.Equal, 4));
        await FindsAsync([1], new NumberIs(at9, RunComparison.Equal, 3));
        await FindsAsync([1], new NumberIs(Acc with { Part = MetricPart.At, Step = 8 }, RunComparison.Equal, -50));
        for (var step = 0; step < 20; step++)
            await FindsAsync(step is < 1 or > 9 ? [] : [1], new NumberIs(Acc with { Part = MetricPart.At, Step = step }, RunComparison.IsNotNull), new TextIs(Name, RunComparison.Equal, "1"));
        Assert.Empty(await NamesAsync(new NumberIs(new RunField(RunFieldKind.Metric, "nothing", MetricPart.Min), RunComparison.Less, 1)));
        Assert.DoesNotContain(await _search.FieldsAsync(_experiment), f => f.Part != MetricPart.Last);
        var group = Assert.Single(await _search.GroupAsync(new RunQuery([_experiment]), new RunField(RunFieldKind.Attribute, RunAttribute.User), min));
        Assert.Equal((3, 2, -50), (group.Runs, group.Numbers, group.Min!.Value));
    }

    [Fact]
    public async Task A_value_at_a_step_is_found_in_events_of_any_shape()
    {
        var random = new Random(5);
        var run = await RunAsync(1, acc: null);
        var points = new List<MetricPoint>();
        for (var i = 0; i < 40; i++)
        {
            var batch = new MetricBatch();
            for (var k = random.Next(1, 300); k > 0; k--)
            {
                var point = new MetricPoint(random.Next(1_000), random.Next(5), random.NextDouble());
                points.Add(point);
                batch.Add("acc", point);
            }
            for (var k = i % 3 == 0 ? 400 : 0; k > 0; k--)
                batch.Add($"other{k}", new MetricPoint(k, 0, 1));
            await _process.LogAsync(run, batch);
        }
        foreach (var step in new[] { 0, 1, 17, 500, 999 })
        {
            var expected = points.Where(p => p.Step <= step).Select(p => (MetricPoint?)p).Max();
            var field = Acc with { Part = MetricPart.At, Step = step };
            await FindsAsync([1], expected is { } point && points.Max(p => p.Step) >= step ? new NumberIs(field, RunComparison.Equal, point.Value) : new NumberIs(field, RunComparison.IsNull));
        }
    }

    [Fact]
    public async Task Words_are_found_in_names_parameters_tags_and_notes_as_they_stand()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
            ids.Add(await RunAsync(i, acc: i));
        await SetAsync(0, new LogBatch { At = TrackingProcess.At, Params = [new("arch", "ResNet_50")] });
        await SetAsync(1, new LogBatch { At = TrackingProcess.At, Tags = [new("team", "resnets")] });
        await SetAsync(2, new LogBatch { At = TrackingProcess.At, Tags = [new("mlflow.note.content", "better than RESNET by 10%")] });
        await SetAsync(3, new LogBatch { At = TrackingProcess.At, Tags = [new("mlflow.log-model.history", "resnet 10%")] });
        await SetAsync(4, new LogBatch { At = TrackingProcess.At, Tags = [new("a", "ResNetX50 100")] });
        await FindsAsync([0, 1, 2, 4], new Mentions("resnet"));
        await FindsAsync([0], new Mentions("resnet_50"));
        await FindsAsync([2], new Mentions("10%"));
        await FindsAsync([3], new Mentions("3"));
        await SetAsync(1, new LogBatch { At = TrackingProcess.At, Tags = [new("team", null)] });
        await FindsAsync([0, 2, 4], new Mentions("resnet"));

        Task SetAsync(int i, LogBatch batch) => _process.Store.ApplyAsync(ids[i], batch);
    }

    [Fact]
    public async Task Texts_are_compared_as_numbers_and_models_by_their_names()
    {
        var ids = new List<string>();
        foreach (var (i, rate) in new[] { "1e-3", "0.01", "auto", "0.001" }.Index())
        {
            ids.Add(await RunAsync(i, acc: i));
            await _process.Store.ApplyAsync(ids[i], new LogBatch { At = TrackingProcess.At, Params = [new("lr", rate)] });
        }
        var lr = new RunField(RunFieldKind.Param, "lr");
        await FindsAsync([0, 3], new NumberIs(lr, RunComparison.Equal, 0.001));
        await FindsAsync([1], new NumberIs(lr, RunComparison.Greater, 0.001));
        await FindsAsync([2], new NumberIs(lr, RunComparison.IsNull));

        var name = new RunField(RunFieldKind.Model, "name");
        Assert.Empty(await NamesAsync(new TextIs(name, RunComparison.IsNotNull)));
        var models = new LoggedModelStore(_process.Journal);
        var made = $"m-{Guid.NewGuid():N}";
        await models.ApplyAsync(made, new CreateLoggedModel(made, _experiment, "net", "here") { RunId = ids[1], ModelType = "sklearn", At = TrackingProcess.At });
        await models.ApplyAsync(made, new NameModelOutput(ids[3], 0) { At = TrackingProcess.At });
        await FindsAsync([1, 3], new TextIs(name, RunComparison.Equal, "net"), new TextIs(new RunField(RunFieldKind.Model, "type"), RunComparison.Like, "sk%"));
        await FindsAsync([1, 3], new TextIs(new RunField(RunFieldKind.Model, "id"), RunComparison.In, made));
        await FindsAsync([0, 2], new TextIs(name, RunComparison.IsNull));
        await models.ApplyAsync(made, new DeleteLoggedModel { At = TrackingProcess.At });
        Assert.Empty(await NamesAsync(new TextIs(name, RunComparison.IsNotNull)));
    }

    private async Task PlayAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var id = await RunAsync(i, acc: i);
            if (i != 19)
                await _process.Store.ApplyAsync(id, new LogBatch { At = TrackingProcess.At, Params = [new("arch", i % 2 == 0 ? "cnn" : "mlp")] });
            if (i == 4)
                await _process.Store.ApplyAsync(id, new LogInputs([Input("digits"), Input("other")]) { At = TrackingProcess.At });
            if (i == 2)
                await _process.Store.ApplyAsync(id, new UpdateRun(RunStatus.Failed) { At = TrackingProcess.At });
        }

        static RunInput Input(string name) => new(new TrackedDataset(name, "d", "local", "here"), new Dictionary<string, string>());
    }

    private async Task<string> RunAsync(int number, double? acc)
    {
        var run = await _process.Store.CreateRunAsync(new CreateRun(_experiment, $"{number}", "me", 1000 + (number % 5)) { At = TrackingProcess.At });
        if (acc is { } value)
        {
            var batch = MetricBatch.Of("acc", new MetricPoint(1, 0, -value));
            batch.Add("acc", new MetricPoint(2, 0, value));
            await _process.LogAsync(run.Id, batch);
        }
        return run.Id;
    }

    private async Task FindsAsync(int[] expected, params RunFilter[] filters) => Assert.Equal(expected, await NamesAsync(filters));

    private async Task FindsAsync(int[] expected, IReadOnlyList<RunOrder> order) => Assert.Equal(expected, await NamesAsync(order));

    private async Task<int[]> NamesAsync(params RunFilter[] filters) =>
        [.. (await _search.FindAsync(new RunQuery([_experiment]) { Filter = new AllOf(filters) })).Runs.Select(r => int.Parse(r.Run.Name, System.Globalization.CultureInfo.InvariantCulture)).Order()];

    private async Task<int[]> NamesAsync(IReadOnlyList<RunOrder> order) =>
        [.. (await _search.FindAsync(new RunQuery([_experiment]) { Order = order })).Runs.Select(r => int.Parse(r.Run.Name, System.Globalization.CultureInfo.InvariantCulture))];
}
