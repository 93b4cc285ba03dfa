using Platform.Core.Experiments;
using Search;
using Xunit;

namespace Platform.Core.Tests.SweepFiles;

public sealed class SweepFileTests
{
    private const string Full =
        """
        name: mnist-mlp-or-cnn
        data: mnist
        epochs: 4
        trials: 12
        parallelism: 2        # default 1
        seed: 7
        device: cpu
        priority: 6
        objective: {metric: validation_loss, direction: minimize}
        sampler: {name: tpe, startup_trials: 10}
        pruner: median
        fixed: {optimizer: adamw, schedule: cosine}
        space:
          learning_rate: {type: float, low: 1e-4, high: 1e-1, log: true}
          batch_size: {type: categorical, choices: [32, 64, 128]}
          model: {type: categorical, choices: [mlp, cnn]}
          mlp.width: {type: int, low: 64, high: 512, log: true, when: {model: [mlp]}}
          cnn.channels: {type: int, low: 8, high: 32, step: 8, when: {model: [cnn]}}
        """;

    private const string Least = "{name: a, data: digits, epochs: 1, trials: 1, space: {dropout: {type: float, low: 0, high: 0.5}}}";

    [Fact]
    public void Every_key_of_a_full_file_is_read()
    {
        var spec = SweepFile.Parse(Full, SweepFileFormat.Yaml);

        Assert.Equal(("mnist-mlp-or-cnn", "mnist", 4, 12, 2, 7L, "cpu", 6), (spec.Name, spec.Data, spec.Epochs, spec.Trials, spec.Parallelism, spec.Seed, spec.Device, spec.Priority));
        Assert.Equal(new Objective("validation_loss", Direction.Minimize), spec.Objective);
        Assert.Equal(("tpe", 10L), (spec.Sampler.Name, spec.Sampler.Options["startup_trials"]));
        Assert.Equal(new ComponentChoice("median"), spec.Pruner);
        Assert.Equal(ParameterSet.Of(("optimizer", "adamw"), ("schedule", "cosine")), spec.Fixed);
        var space = spec.ParseSpace();
        Assert.Equal(["learning_rate", "batch_size", "model", "mlp.width", "cnn.channels"], space.Parameters.Select(p => p.Name));
        Assert.Equal(new FloatParameter("learning_rate", 1e-4, 1e-1, Log: true), space.Find("learning_rate"));
        Assert.Equal(new IntParameter("cnn.channels", 8, 32, 8, Condition: new When("model", "cnn")), space.Find("cnn.channels"));
    }

    private const string Advanced =
        """
        {name: a, data: digits, epochs: 1, trials: 9, space: {
          learning_rate: {type: float, low: 1e-4, high: 1e-1, log: true, default: 0.01, prior: {mean: 1e-3, width: 0.5, weight: 0.4}},
          batch_size: {type: ordinal, choices: [32, 64, 128], default: 64},
          model: {type: categorical, choices: [mlp, cnn], frozen: mlp},
          mlp.layers: {type: int, low: 1, high: 8, when: {model: [mlp]}},
          mlp.width: {type: int, low: 8, high: 512, log: true, when: {model: [mlp]}},
          dropout: {type: frozen, value: 0.1},
          constraints: [{name: size, terms: {mlp.layers: 64, mlp.width: 1}, max: 600}],
          start: [{mlp.layers: 2, mlp.width: 64}, {learning_rate: 0.001}]}}
        """;

    [Theory]
    [InlineData("")]
    [InlineData("list")]
    public void Constraints_start_points_hunches_and_frozen_values_pass_through_a_sweep_file(string form)
    {
        var spec = SweepFile.Parse(Advanced, SweepFileFormat.Yaml);
        if (form == "list")
            spec = SweepFile.Parse($"{{name: a, data: digits, epochs: 1, trials: 9, space: {spec.Space.GetRawText()}}}", SweepFileFormat.Yaml);
        var space = spec.ParseSpace();
        Assert.Equal(new FloatParameter("learning_rate", 1e-4, 1e-1, Log: true) { Default = 0.01, Prior = new Prior(1e-3, 0.5, 0.4) }, space.Find("learning_rate"));
        Assert.Equal(new OrdinalParameter("batch_size", [32, 64, 128]) { Default = 64L }, space.Find("batch_size"));
        Assert.Equal(new FrozenParameter("model", "mlp", new CategoricalParameter("model", ["mlp", "cnn"])), space.Find("model"));
        Assert.Equal(new FrozenParameter("dropout", 0.1), space.Find("dropout"));
        Assert.Equal("size: 64 mlp.layers + mlp.width is at most 600", Assert.Single(space.Constraints).ToString());
        Assert.Equal(3, space.Starts.Count);

        var yaml = SweepFile.ToYaml(spec);
        var again = SweepFile.Parse(yaml, SweepFileFormat.Yaml);
        AssertEqual(spec, again);
        Assert.Equal(yaml, SweepFile.ToYaml(again));
    }

    [Theory]
    [InlineData("constraints: [{terms: {n: 1}, max: 0}]", "space.constraints[0].max")]
    [InlineData("constraints: [{terms: {m: 1}, max: 5}]", "space.constraints[0].terms.m")]
    [InlineData("start: [{n: 10}]", "space.start[0].n")]
    public void A_bad_part_of_a_space_is_named(string part, string path)
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            SweepFile.Parse($"{{name: a, data: digits, epochs: 1, trials: 1, space: {{n: {{type: int, low: 1, high: 9}}, {part}}}}}", SweepFileFormat.Yaml));
        Assert.Contains(error.Errors, e => e.Field == path);
    }

    [Fact]
    public void Keys_left_out_take_their_defaults()
    {
        var spec = SweepFile.Parse(Least, SweepFileFormat.Yaml);

        Assert.Equal((1, 1L, "cpu", 5), (spec.Parallelism, spec.Seed, spec.Device, spec.Priority));
        Assert.Equal(Objective.Default, spec.Objective);
        Assert.Equal(("auto", "none"), (spec.Sampler.Name, spec.Pruner.Name));
        Assert.Empty(spec.Fixed);
    }

    [Theory]
    [InlineData("validation_loss", Direction.Minimize)]
    [InlineData("validation_accuracy", Direction.Maximize)]
    public void The_direction_follows_the_metric_when_it_is_not_given(string metric, Direction expected)
    {
        Assert.Equal(expected, SweepFile.Parse($"objective: {{metric: {metric}}}\n{Block()}", SweepFileFormat.Yaml).Objective.Direction);
    }

    [Theory]
    [InlineData("data_fraction: 0.25", "data_fraction 0.25")]
    [InlineData("data_fraction: {start: 0.1}", "data_fraction 0.1, data_growth rungs")]
    [InlineData("data_fraction: {start: 0.1, full_from: 5}\npruner: {name: asha, min_epochs: 2, reduction_factor: 4}", "data_fraction 0.1, data_full_from 5, data_growth rungs, data_min_epochs 2, data_reduction_factor 4")]
    [InlineData("data_fraction: {start: 1, min_epochs: 3}\npruner: {name: asha, min_epochs: 2}", "data_fraction 1, data_growth rungs, data_min_epochs 3")]
    public void A_data_fraction_becomes_fixed_fields_and_grows_along_the_pruners_rungs(string lines, string expected)
    {
        var spec = SweepFile.Parse($"{lines}\n{Block()}", SweepFileFormat.Yaml);

        Assert.Equal(expected, string.Join(", ", spec.Fixed.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => FormattableString.Invariant($"{f.Key} {f.Value}"))));
        AssertEqual(spec, SweepFile.Parse(SweepFile.ToYaml(spec), SweepFileFormat.Yaml));
    }

    [Theory]
    [InlineData("data_fraction: 0.25\nfixed: {data_fraction: 0.5}", "data_fraction")]
    [InlineData("data_fraction: {full_from: 3}", "data_fraction.start")]
    [InlineData("data_fraction: {start: 0.5, min_epochs: 0}", "data_fraction.min_epochs")]
    [InlineData("data_fraction: [0.5]", "data_fraction")]
    public void A_wrong_data_fraction_is_named(string lines, string field) =>
        Assert.Equal([field], SweepFile.Read($"{lines}\n{Block()}", SweepFileFormat.Yaml).Errors.Select(e => e.Field));

    [Fact]
    public void A_file_written_from_a_spec_reads_back_equal()
    {
        var spec = SweepFile.Parse(Full, SweepFileFormat.Yaml);
        var again = SweepFile.Parse(SweepFile.ToYaml(spec), SweepFileFormat.Yaml);

        AssertEqual(spec, again);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("12")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("- dash")]
    [InlineData("a: b # c")]
    [InlineData("it's \"quoted\" \\ back")]
    [InlineData("Größe 🎯, {x}")]
    [InlineData("*alias &anchor !tag")]
    [InlineData("a - b")]
    public void Texts_that_look_like_yaml_survive_being_written(string name)
    {
        var spec = SweepFile.Parse(Least, SweepFileFormat.Yaml) with
        {
            Name = name, Fixed = ParameterSet.Of(("mlp.widths", name), ("momentum", 1.0), ("train_samples", 1L), ("noise", 1e-7), ("nesterov", true)),
        };

        AssertEqual(spec, SweepFile.Parse(SweepFile.ToYaml(spec), SweepFileFormat.Yaml));
    }

    [Fact]
    public void Yaml_and_json_of_the_same_keys_are_the_same_sweep()
    {
        const string json = """{"name":"a","data":"digits","epochs":1,"trials":1,"space":{"dropout":{"type":"float","low":0,"high":0.5}}}""";

        AssertEqual(SweepFile.Parse(Least, SweepFileFormat.Yaml), SweepFile.Parse(json, SweepFileFormat.Json));
    }

    [Fact]
    public void The_list_form_of_a_space_is_read_as_well()
    {
        var spec = SweepFile.Parse(Block("[{name: dropout, type: float, low: 0, high: 0.5}]"), SweepFileFormat.Yaml);

        Assert.Equal(new FloatParameter("dropout", 0, 0.5), Assert.Single(spec.ParseSpace().Parameters));
    }

    internal static string Block(string space = "{dropout: {type: float, low: 0, high: 0.5}}") => $"name: a\ndata: digits\nepochs: 1\ntrials: 1\nspace: {space}\n";

    private static void AssertEqual(SweepSpec expected, SweepSpec actual)
    {
        Assert.Equal(expected.Space.GetRawText(), actual.Space.GetRawText());
        Assert.Equal(expected.FurtherObjectives, actual.FurtherObjectives);
        Assert.Equal(expected.Constraints, actual.Constraints);
        Assert.Equal(expected.WarmStart, actual.WarmStart);
        Assert.Equal(expected.PastResults, actual.PastResults);
        Assert.Equal(WithoutLists(expected), WithoutLists(actual));

        static SweepSpec WithoutLists(SweepSpec spec) => spec with { Space = default, FurtherObjectives = [], Constraints = [], WarmStart = [], PastResults = [] };
    }

    [Fact]
    public void What_a_search_may_be_told_is_read_and_written_back()
    {
        const string yaml =
            """
            name: a search
            data: digits
            epochs: 3
            trials: 9
            parallelism: 4
            deterministic: true
            objectives: [validation_accuracy, trained_seconds]
            constraints: ["trained_seconds <= 60", {metric: validation_loss, at_most: 0.5}]
            stop: {wall_clock: 1.5h, target: 0.99, no_improvement: 20}
            warm_start: [abcd2345, efgh6789]
            past_results:
              - name: last spring
                table: |
                  learning_rate,value,state
                  0.01,0.97,
                  0.09,,failed
            space: {learning_rate: {type: float, low: 1e-4, high: 1e-1, log: true}}
            """;

        var spec = SweepFile.Parse(yaml, SweepFileFormat.Yaml);
        var again = SweepFile.Parse(SweepFile.ToYaml(spec), SweepFileFormat.Yaml);

        foreach (var read in new[] { spec, again })
        {
            Assert.Equal((4, new StopRules(5_400, 0.99, 20)), (read.Lag, read.Stop));
            Assert.Equal(Objective.Default, read.Objective);
            Assert.Equal([new Objective("trained_seconds", Direction.Minimize)], read.FurtherObjectives);
            Assert.Equal([new MetricConstraint("trained_seconds", true, 60), new MetricConstraint("validation_loss", true, 0.5)], read.Constraints);
            Assert.Equal(["abcd2345", "efgh6789"], read.WarmStart);
            Assert.Equal([new PastResults("last spring", "learning_rate,value,state\n0.01,0.97,\n0.09,,failed\n")], read.PastResults);
        }
    }

    [Theory]
    [InlineData("past_results: yes please", "past_results[0]")]
    [InlineData("past_results: [{name: a}]", "past_results[0].table")]
    [InlineData("past_results: [{table: x}]", "past_results[0].name")]
    [InlineData("stop: 2h", "stop")]
    [InlineData("stop: {wall_clock: soon}", "stop.wall_clock")]
    [InlineData("stop: {target: much}", "stop.target")]
    [InlineData("stop: {no_improvement: 0}", "stop.no_improvement")]
    [InlineData("stop: {budget: 3}", "stop.budget")]
    [InlineData("lag: 0", "lag")]
    [InlineData("deterministic: maybe", "deterministic")]
    [InlineData("lag: 2\ndeterministic: false", "deterministic")]
    [InlineData("objectives: []", "objectives")]
    [InlineData("objectives: [validation_loss, validation_loss]", "objectives")]
    [InlineData("constraints: [fast]", "constraints[0]")]
    [InlineData("constraints: [{metric: validation_loss}]", "constraints[0]")]
    [InlineData("warm_start: [\"no such/id\"]", "warm_start")]
    public void What_is_wrong_with_it_is_said_with_its_place(string line, string field)
    {
        var yaml = $"name: a search\ndata: digits\nepochs: 3\ntrials: 9\n{line}\nspace: {{learning_rate: {{type: float, low: 1e-4, high: 1e-1}}}}\n";

        var (_, errors) = SweepFile.Read(yaml, SweepFileFormat.Yaml);

        Assert.Equal([field], errors.Select(e => e.Field));
    }
}
