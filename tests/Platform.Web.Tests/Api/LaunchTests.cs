using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Xunit;

namespace Platform.Web.Tests.Api;

/// <summary>Bad sweep files: each error names the field and the remedy, and nothing is written.</summary>
public sealed class LaunchTests(WebServer web) : IClassFixture<WebServer>
{
    [Theory]
    [InlineData("space: {learning_rat: {type: float, low: 1e-4, high: 1e-1}}", "space.learning_rat", "Did you mean 'learning_rate'?")]
    [InlineData("fixed: {optimiser: adam}", "fixed.optimiser", "Did you mean 'optimizer'?")]
    [InlineData("space: {dropout: {type: float, low: 0.5, high: 0.5}}", "space.dropout.high", "the range is empty")]
    [InlineData("space: {learning_rate: {type: float, low: 0, high: 1e-1, log: true}}", "space.learning_rate.low", "remove \"log\"")]
    [InlineData("data: mnisst", "data", "did you mean 'mnist'?")]
    [InlineData("data: mnist", "data", "data get mnist")]
    [InlineData("space: {learning_rate: {type: float, low: 1e-4, high: 100}}", "space.learning_rate.high", "100 is outside")]
    [InlineData("space: {mlp.width: {type: float, low: 8, high: 64}}", "space.mlp.width.type", "use type: int")]
    [InlineData("space: {optimizer: {type: categorical, choices: [adam, tiger]}}", "space.optimizer.choices[1]", "one of 'adam', 'adamw', 'sgd'")]
    [InlineData("space: {activation: {type: float, low: 1, high: 3}}", "space.activation.type", "categorical")]
    [InlineData("space: {cnn.kernel: {type: int, low: 3, high: 5}}", "space.cnn.kernel", "4 is not known")]
    [InlineData("space: {epochs: {type: int, low: 1, high: 3}}", "space.epochs", "at the top of the file")]
    [InlineData("space: {validation_fraction: {type: float, low: 0.1, high: 0.3}}", "space.validation_fraction", "under 'fixed'")]
    [InlineData("fixed: {dropout: 2}", "fixed.dropout", "from 0 to 0.9")]
    [InlineData("fixed: {optimizer: sgd, momentum: 0, nesterov: true}", "fixed.nesterov", "Raise momentum")]
    [InlineData("data_fraction: 0", "data_fraction", "give a number from 0.001 to 1 for all epochs")]
    [InlineData("data_fraction: {start: 1.5}", "data_fraction.start", "a number from 0.001 to 1")]
    [InlineData("data_fraction: {start: 0.1, ful_from: 3}", "data_fraction.ful_from", "did you mean 'full_from'?")]
    [InlineData("fixed: {data_fraction: 2}", "fixed.data_fraction", "from 0.001 to 1")]
    [InlineData("space: {data_fraction: {type: float, low: 0, high: 1}}", "space.data_fraction.low", "from 0.001 to 1")]
    [InlineData("fixed: {model: gpt}", "fixed.model", "'gpt' cannot learn from 'digits', which is images. Use mlp, cnn")]
    [InlineData("data: moons", "fixed.model", "'cnn', the default, cannot learn from 'moons', which is a table. Use mlp, linear, trees.")]
    [InlineData("fixed: {table.scale: robust}", "fixed.table.scale", "is for a table, and the data set is images. Leave it out.")]
    [InlineData("space: {series.length: {type: int, low: 8, high: 64}}", "space.series.length", "is for a time series")]
    [InlineData("fixed: {model: mlp, cnn.hidden: 64}", "fixed.cnn.hidden", "has no effect on 'mlp'; it is for cnn. Leave it out.")]
    [InlineData("data: moons\nfixed: {model: trees, augment.flip: true}", "fixed.augment.flip", "is for images, and the data set is a table")]
    [InlineData("fixed: {start_from: 'models:/digits'}", "fixed.start_from", "models:/NAME@ALIAS")]
    [InlineData("space: {start_from: {type: categorical, choices: ['runs:/ab12cd34-1', 'file:../x.safetensors']}}", "space.start_from.choices[1]", "file:NAME.safetensors")]
    [InlineData("space: {model: {type: categorical, choices: [cnn, gan]}}", "space.model", "Launch a sweep for each group")]
    [InlineData("fixed: {model: gan}\nobjective: {metric: validation_accuracy}", "objective.metric", "is not a metric of an epoch")]
    [InlineData("fixed: {train_samples: 90000000}", "fixed.train_samples", "give at most")]
    [InlineData("past_results: {name: spring, table: \"learning_rate,value\\n0.01,0.97\\n0.02,much\\n\"}", "past_results[0].table", "spring, row 2, value")]
    [InlineData("sampler: tpee", "sampler", "did you mean 'tpe'?")]
    [InlineData("sampler: {name: tpe, startup: 5}", "sampler.startup", "startup_trials")]
    [InlineData("pruner: {name: median, warmup_epochs: -1}", "pruner.warmup_epochs", "whole number from 0")]
    [InlineData("objective: {metric: test_accuracy}", "objective.metric", "never used to choose")]
    [InlineData("objective: {metric: accuracy}", "objective.metric", "validation_accuracy")]
    [InlineData("objective: {metric: validation_loss, direction: maximize}", "objective.direction", "use minimize")]
    public async Task A_bad_field_is_refused_with_the_remedy_and_nothing_is_written(string line, string field, string remedy)
    {
        foreach (var route in new[] { "/api/v1/sweeps", "/api/v1/sweeps/validate" })
        {
            var problem = await RefusedAsync(route, Some.SweepFile(line));
            AssertError(problem, field, remedy);
        }
    }

    [Theory]
    [InlineData("autoencoder", "validation_mse")]
    [InlineData("masked_autoencoder", "validation_mse")]
    [InlineData("gan", "validation_frechet")]
    public async Task A_family_that_needs_no_labels_has_an_objective_of_its_own(string model, string metric)
    {
        var sweep = await web.PostAsync(
            "/api/v1/sweeps/validate",
            $"{{name: own, data: digits, epochs: 1, trials: 1, fixed: {{model: {model}}}, space: {{learning_rate: {{type: float, low: 1.0e-4, high: 1.0e-2}}}}}}", type: "application/yaml");

        Assert.Equal(metric, sweep.GetProperty("spec").GetProperty("objective").Text("metric"));
        Assert.Equal("minimize", sweep.GetProperty("spec").GetProperty("objective").Text("direction"));
    }

    [Fact]
    public async Task Every_template_of_the_form_can_be_launched()
    {
        foreach (var template in Launch.SweepTemplate.All)
            await web.PostAsync("/api/v1/sweeps/validate", template.Yaml, type: "application/yaml");
    }

    [Fact]
    public async Task Every_sampler_and_pruner_of_the_catalogues_can_be_launched_with_each_option_given()
    {
        foreach (var (key, entry) in Search.Samplers.All.Select(e => ("sampler", e)).Concat(Search.Pruners.All.Select(e => ("pruner", e))))
        {
            var choice = new Dictionary<string, object>(StringComparer.Ordinal) { ["name"] = entry.Name };
            foreach (var option in entry.Options)
                choice[option.Name] = option.Default;
            foreach (var value in new[] { entry.Name, JsonSerializer.Serialize(choice) })
            {
                var sweep = await web.PostAsync("/api/v1/sweeps/validate", Some.SweepFile($"{key}: {value}"), type: "application/yaml");
                Assert.Equal(entry.Name, sweep.GetProperty("spec").GetProperty(key).Text("name"));
            }
        }
    }

    [Fact]
    public async Task A_combination_that_training_refuses_is_found_among_the_corners_of_the_space()
    {
        var problem = await RefusedAsync("/api/v1/sweeps", Some.SweepFile(
            "space: {optimizer: {type: categorical, choices: [sgd, adam]}, nesterov: {type: categorical, choices: [false, true]}, momentum: {type: float, low: 0, high: 0.9, when: {optimizer: [sgd]}}}"));
        AssertError(problem, "space.nesterov", "momentum");
    }

    [Fact]
    public async Task A_population_does_not_vary_how_the_inputs_are_prepared_that_its_weights_have_learnt_from()
    {
        string File(string sampler, string limit) =>
            $"{{name: own, data: friedman, epochs: 1, trials: 4, sampler: {sampler}, fixed: {{model: mlp, table.outliers: clip_iqr}}, space: {{learning_rate: {{type: float, low: 1.0e-4, high: 1.0e-2}}, table.outlier_limit: {limit}}}}}";
        var problem = await RefusedAsync("/api/v1/sweeps", File("pbt", "{type: float, low: 1.5, high: 10}"));
        AssertError(problem, "space.table.outlier_limit", "give it one value under 'fixed', or a list of choices");

        await web.PostAsync("/api/v1/sweeps/validate", File("random", "{type: float, low: 1.5, high: 10}"), type: "application/yaml");
        await web.PostAsync("/api/v1/sweeps/validate", File("pbt", "{type: categorical, choices: [1.5, 3.0]}"), type: "application/yaml");
    }

    [Fact]
    public async Task A_share_of_the_rows_that_grows_cannot_be_searched_as_well()
    {
        var problem = await RefusedAsync("/api/v1/sweeps", Some.SweepFile(
            "fixed: {data_growth: rungs}", "space: {data_fraction: {type: float, low: 0.1, high: 1}}"));
        AssertError(problem, "space.data_fraction", "data_growth: constant");
    }

    [Theory]
    [InlineData("digits", "cnn", "validation_accuracy", "maximize")]
    [InlineData("friedman", "mlp", "validation_rmse", "minimize")]
    [InlineData("sentences", "gpt", "validation_loss", "minimize")]
    [InlineData("moons", "trees", "validation_accuracy", "maximize")]
    public async Task A_sweep_optimises_what_its_data_set_is_judged_by_unless_it_says_otherwise(string data, string model, string metric, string direction)
    {
        var objective = (await web.PostAsync("/api/v1/sweeps/validate", Some.SweepFile($"data: {data}", $"fixed: {{model: {model}}}", "space: {seed: {type: int, low: 1, high: 9}}"), type: "application/yaml")).GetProperty("spec").GetProperty("objective");

        Assert.Equal((metric, direction), (objective.Text("metric"), objective.Text("direction")!.ToLowerInvariant()));
    }

    [Fact]
    public async Task A_metric_of_another_kind_of_data_is_refused_with_those_that_there_are()
    {
        AssertError(await RefusedAsync("/api/v1/sweeps", Some.SweepFile("data: friedman", "objective: validation_accuracy")), "objective.metric", "validation_rmse");
        AssertError(await RefusedAsync("/api/v1/sweeps", Some.SweepFile("data: friedman", "objective: test_rmse")), "objective.metric", "use validation_rmse or validation_loss");
        AssertError(await RefusedAsync("/api/v1/sweeps", Some.SweepFile("data: friedman", "objective: {metric: validation_r2, direction: minimize}")), "objective.direction", "use maximize");
    }

    [Fact]
    public async Task A_data_set_of_ones_own_is_offered_and_a_wrong_manifest_says_why_it_cannot_be_used()
    {
        var folder = Directory.CreateDirectory(Path.Combine(web.Data, "houses")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "dataset.yaml"), "task: regression\ntrain: rows.csv\ntarget: price\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "rows.csv"), "area,price\n" + string.Concat(Enumerable.Range(1, 20).Select(i => $"{i},{i}\n")));
        await web.PostAsync("/api/v1/sweeps/validate", Some.SweepFile("data: houses", "fixed: {model: mlp}"), type: "application/yaml");
        var profile = await web.GetAsync("/api/v1/datasets/houses");
        Assert.Equal(["area", "price"], profile.GetProperty("columns").EnumerateArray().Select(c => c.Text("name")));
        Assert.Equal((16, 4), (profile.GetProperty("trainRows").GetInt32(), profile.GetProperty("testRows").GetInt32()));

        await File.WriteAllTextAsync(Path.Combine(folder, "rows.csv"), "area,price\n" + string.Concat(Enumerable.Range(1, 20).Select(i => $"{(i == 12 ? "abc" : i)},{i}\n")));
        AssertError(await RefusedAsync("/api/v1/sweeps", Some.SweepFile("data: houses")), "data", "row 13, column area: \"abc\" is not a number");
        await File.WriteAllTextAsync(Path.Combine(folder, "dataset.yaml"), "task: regression\n");
        AssertError(await RefusedAsync("/api/v1/sweeps", Some.SweepFile("data: houses")), "data", "train is missing");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Errors_of_the_file_and_of_the_catalogue_come_together()
    {
        var problem = await RefusedAsync("/api/v1/sweeps", Some.SweepFile(
            "trials: 0", "data: nothing", "fixed: {widht: 3}", "space: {learning_rate: {type: float, low: 0, high: 1, log: true}, layers: {type: int, low: 1, high: 3}}"));

        Assert.Equal(
            ["data", "fixed.widht", "space.layers", "space.learning_rate.low", "trials"],
            problem.GetProperty("errors").EnumerateArray().Select(e => e.Text("field")).Order(StringComparer.Ordinal));
        Assert.Equal("5 errors; nothing was written.", problem.Text("detail"));
    }

    [Theory]
    [InlineData("train-images-idx3-ubyte.gz", 3, "offset")]
    [InlineData("t10k-labels-idx1-ubyte.gz", -1, "offset")]
    public async Task A_corrupt_idx_file_is_found_before_launch_and_named_with_offset_and_expectation(string broken, int wrongByte, string expected)
    {
        var folder = Directory.CreateDirectory(Path.Combine(web.Data, "fashion-mnist")).FullName;
        WriteIdx(folder, "train", broken, wrongByte, rows: 20);
        WriteIdx(folder, "t10k", broken, wrongByte, rows: 10);

        var problem = await RefusedAsync("/api/v1/sweeps", Some.SweepFile("data: fashion-mnist"));

        AssertError(problem, "data", broken);
        AssertError(problem, "data", expected);
        AssertError(problem, "data", "expected");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Sound_idx_files_are_accepted()
    {
        var folder = Directory.CreateDirectory(Path.Combine(web.Data, "fashion-mnist")).FullName;
        WriteIdx(folder, "train", broken: "", 0, rows: 20);
        WriteIdx(folder, "t10k", broken: "", 0, rows: 10);
        await web.PostAsync("/api/v1/sweeps/validate", Some.SweepFile("data: fashion-mnist"), type: "application/yaml");
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("application/yaml", "name: [a\ntrials: 3", "line ")]
    [InlineData("application/json", "{\"name\":\n \"a\",, }", "line 2, column 6")]
    public async Task Malformed_files_are_refused_with_line_and_column(string type, string body, string place)
    {
        var problem = await web.PostAsync("/api/v1/sweeps", body, HttpStatusCode.BadRequest, type);
        AssertError(problem, "file", place);
    }

    [Fact]
    public async Task Text_that_is_not_utf8_is_refused()
    {
        using var content = new ByteArrayContent([0x6e, 0xff, 0xfe]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/yaml");
        using var response = await web.Http.PostAsync("/api/v1/sweeps", content);
        AssertError(await WebServer.ReadAsync(response, HttpStatusCode.BadRequest), "file", "UTF-8");
    }

    [Theory]
    [InlineData("text/csv")]
    [InlineData("nonsense")]
    public async Task Another_media_type_is_refused_with_those_that_are_taken(string type)
    {
        using var content = new ByteArrayContent([0x61]);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await web.Http.PostAsync("/api/v1/sweeps", content);
        Assert.Contains("application/yaml", (await WebServer.ReadAsync(response, HttpStatusCode.UnsupportedMediaType)).Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_above_a_megabyte_is_refused() =>
        await web.PostAsync("/api/v1/sweeps", new string('#', 1_000_001), HttpStatusCode.RequestEntityTooLarge, "application/yaml");

    private async Task<JsonElement> RefusedAsync(string route, string file)
    {
        var before = await web.CountEventsAsync();
        var problem = await web.PostAsync(route, file, HttpStatusCode.BadRequest, "application/yaml");
        Assert.Equal(before, await web.CountEventsAsync());
        return problem;
    }

    private static void AssertError(JsonElement problem, string field, string remedy)
    {
        var errors = problem.GetProperty("errors").EnumerateArray().ToList();
        Assert.True(
            errors.Exists(e => e.Text("field") == field && e.Text("message")!.Contains(remedy, StringComparison.OrdinalIgnoreCase)),
            $"No error of '{field}' says '{remedy}': {problem}");
    }

    // A wrong byte of -1 cuts the file short instead.
    private static void WriteIdx(string folder, string part, string broken, int wrongByte, int rows)
    {
        Write($"{part}-images-idx3-ubyte.gz", [0, 0, 8, 3, 0, 0, 0, (byte)rows, 0, 0, 0, 28, 0, 0, 0, 28, .. new byte[rows * 784]]);
        Write($"{part}-labels-idx1-ubyte.gz", [0, 0, 8, 1, 0, 0, 0, (byte)rows, .. Enumerable.Range(0, rows).Select(i => (byte)(i % 10))]);

        void Write(string name, byte[] content)
        {
            if (name == broken && wrongByte < 0)
                content = content[..^2];
            else if (name == broken)
                content[wrongByte] ^= 0x55;
            using var file = File.Create(Path.Combine(folder, name));
            using var gzip = new GZipStream(file, CompressionLevel.Fastest);
            gzip.Write(content);
        }
    }
}
