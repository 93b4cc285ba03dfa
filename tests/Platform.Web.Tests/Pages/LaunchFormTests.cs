using System.Text.Json.Nodes;
using Platform.Core;
using Platform.Core.Experiments;
using Platform.Web.Launch;
using Training.Core;
using Training.Core.Data;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class LaunchFormTests
{
    public static TheoryData<string> Templates => [.. SweepTemplate.All.Select(template => template.Yaml)];

    [Fact]
    public void What_the_form_opens_with_is_a_sweep_without_errors()
    {
        var (spec, errors) = SweepFile.Read(SweepTemplate.First.Yaml, SweepFileFormat.Yaml);
        Assert.Empty(errors);
        Assert.Equal("digits", spec.Data);
    }

    [Theory]
    [MemberData(nameof(Templates))]
    [InlineData("name: x\ndata: mnist\nepochs: 2\ntrials: 3\nfixed: {model: mlp, nesterov: true, optimizer: sgd}\nspace:\n  momentum: {type: float, low: 0.5, high: 0.9, step: 0.1}\n  batch_size: {type: int, low: 16, high: 64, step: 16}\n")]
    [InlineData("name: \"odd: #name\"\ndata: digits\nepochs: 2\ntrials: 3\nobjective: validation_loss\nsampler: random\nfixed: {model: cnn}\nspace:\n  optimizer: {type: categorical, choices: [adam, sgd]}\n  momentum: {type: float, low: 0.5, high: 0.9, when: {optimizer: [sgd]}}\n  schedule: {type: categorical, choices: [cosine, step]}\n")]
    [InlineData("name: x\ndata: digits\nepochs: 2\ntrials: 3\nfixed: {optimizer: adam}\nspace:\n  model: {type: categorical, choices: [mlp, cnn]}\n  dropout: {type: float, low: 0.0, high: 1.0e-14, when: {model: [cnn]}}\n  learning_rate: {type: categorical, choices: [1.0, 0.5]}\n")]
    [InlineData("name: x\ndata: digits\nepochs: 2\ntrials: 3\nfixed: {model: mlp, unknown_field: 3}\nspace:\n  other_field: {type: float, low: 0.0, high: 1.0}\n")]
    [InlineData("name: x\ndata: digits\nepochs: 9\ntrials: 3\ndata_fraction: {start: 0.2, full_from: 5}\nfixed: {model: mlp}\npruner: {name: asha, reduction_factor: 4}\nspace:\n  dropout: {type: float, low: 0.0, high: 0.5}\n")]
    public void Form_and_YAML_are_the_same_document(string yaml)
    {
        // A document that leaves the model family out is the only one that changes: the form writes the default that it shows.
        var spec = SweepFile.Read(yaml, SweepFileFormat.Yaml).Spec;
        var draft = SweepDraft.Of(spec);
        draft.Samples = spec.Data switch { "sentences" => SampleKind.Text, "friedman" => SampleKind.Table, _ => SampleKind.Image };
        var again = SweepFile.Read(DraftYaml.Write(draft), SweepFileFormat.Yaml);

        Assert.Empty(again.Errors);
        Assert.Equal(Sorted(spec), Sorted(again.Spec));

        // The order of settings is the catalogue's; everything else is as it was.
        static string Sorted(SweepSpec spec) => string.Join('\n', SweepFile.ToYaml(spec with { Fixed = new(spec.Fixed.OrderBy(f => f.Key, StringComparer.Ordinal)) }).Split('\n').Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("\"512,256\", \"128,64\"")]
    [InlineData("\"512,256\", \"128\"")]
    [InlineData("\"512\", \"256\"")]
    [InlineData("\"\", \"512,256\"")]
    [InlineData("\" 64\", \"64\"")]
    public void Choices_stay_what_they_are_in_a_copy_of_a_sweep(string choices)
    {
        var spec = SweepFile.Read($"name: x\ndata: digits\nepochs: 2\ntrials: 3\nfixed: {{model: mlp}}\nspace:\n  mlp.widths: {{type: categorical, choices: [{choices}]}}\n", SweepFileFormat.Yaml).Spec;
        Assert.Equal(2, spec.ParseSpace().Parameters.OfType<Search.CategoricalParameter>().Single().Choices.Count);

        Assert.Equal(SweepFile.ToYaml(spec), SweepFile.ToYaml(SweepFile.Read(DraftYaml.Write(SweepDraft.Of(spec)), SweepFileFormat.Yaml).Spec));
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("~")]
    [InlineData("- x")]
    [InlineData("-")]
    [InlineData("0x1F")]
    [InlineData("1e3")]
    [InlineData(".inf")]
    [InlineData("a: b # c")]
    [InlineData("say \"so\"")]
    public void A_name_that_looks_like_something_else_stays_a_name(string name)
    {
        var spec = SweepFile.Read(SweepTemplate.First.Yaml, SweepFileFormat.Yaml).Spec;
        var (again, errors) = SweepFile.Read(DraftYaml.Write(SweepDraft.Of(spec with { Name = name, Fixed = new(spec.Fixed.Append(new("other", name))) })), SweepFileFormat.Yaml);
        Assert.Empty(errors);
        Assert.Equal(name, again.Name);
        Assert.Equal(name, again.Fixed["other"]);
    }

    [Fact]
    public async Task With_several_objectives_the_form_leaves_them_to_the_YAML()
    {
        var one = SweepDraft.Of(SweepFile.Read("name: x\ndata: digits\nepochs: 2\ntrials: 3\nspace:\n  dropout: {type: float, low: 0.0, high: 0.5}\n", SweepFileFormat.Yaml).Spec);
        var several = SweepDraft.Of(SweepFile.Read(
            "name: x\ndata: digits\nepochs: 2\ntrials: 3\nobjectives: [validation_loss, {metric: trained_seconds, direction: minimize}]\nspace:\n  dropout: {type: float, low: 0.0, high: 0.5}\n", SweepFileFormat.Yaml).Spec);
        Assert.False((await BudgetAsync(one)).QuerySelector("#metric")!.HasAttribute("disabled"));
        var body = await BudgetAsync(several);
        Assert.True(body.QuerySelector("#metric")!.HasAttribute("disabled"));
        Assert.Contains("change them in the YAML", body.Words(), StringComparison.Ordinal);

        static Task<AngleSharp.Dom.IElement> BudgetAsync(SweepDraft draft) =>
            PageRenderer.RenderAsync<BudgetFields>(("Draft", draft), ("Errors", FieldErrors.None), ("Metrics", (IReadOnlyList<string>)["validation_accuracy", "validation_loss"]));
    }

    [Theory]
    [InlineData(SampleKind.Image, "cnn", "augment.flip", "table.scale series.length text.context test.groups mlp.embedding")]
    [InlineData(SampleKind.Table, "trees", "table.impute trees.depth", "augment.flip series.horizon learning_rate momentum dropout batch_size")]
    [InlineData(SampleKind.Series, "dlinear", "series.length learning_rate", "table.scale augment.flip labelled_rows split.folds dropout")]
    [InlineData(SampleKind.Text, "gpt", "text.context learning_rate", "table.scale augment.cutout noise class_weights")]
    public void Only_settings_that_the_data_and_the_families_use_are_shown_and_written(SampleKind samples, string family, string shown, string hidden)
    {
        var draft = SweepDraft.Of(SweepFile.Read($"name: x\ndata: digits\nepochs: 9\ntrials: 3\nfixed: {{model: {family}}}\nspace:\n  seed: {{type: int, low: 1, high: 9}}\n", SweepFileFormat.Yaml).Spec);
        draft.Samples = samples;
        Assert.All(shown.Split(' '), name => Assert.True(draft.IsActive(Row(draft, name)), name));
        foreach (var name in hidden.Split(' '))
        {
            Row(draft, name).Mode = ParameterMode.Fixed;
            Assert.False(draft.IsActive(Row(draft, name)), name);
            Assert.DoesNotContain(name, DraftYaml.Write(draft), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_setting_without_effect_on_one_family_is_searched_in_trials_of_the_others()
    {
        var draft = SweepDraft.Of(SweepFile.Read("name: x\ndata: moons\nepochs: 9\ntrials: 3\nspace:\n  model: {type: categorical, choices: [mlp, trees]}\n  trees.depth: {type: int, low: 2, high: 4, when: {model: [trees]}}\n", SweepFileFormat.Yaml).Spec);
        draft.Samples = SampleKind.Table;
        Row(draft, "learning_rate").Mode = ParameterMode.Range;
        Assert.Contains("learning_rate: {type: float, low: 0.0001, high: 0.1, log: true, when: {model: [mlp]}}", DraftYaml.Write(draft), StringComparison.Ordinal);
    }

    [Fact]
    public void A_growing_share_of_the_rows_has_rows_in_the_form_and_a_constant_one_hides_what_only_growth_needs()
    {
        var draft = SweepDraft.Of(SweepFile.Read("name: x\ndata: digits\nepochs: 9\ntrials: 3\ndata_fraction: {start: 0.2, full_from: 5}\nspace:\n  dropout: {type: float, low: 0.0, high: 0.5}\n", SweepFileFormat.Yaml).Spec);
        Assert.Equal(("0.2", "rungs", "5"), (Row(draft, "data_fraction").Value, Row(draft, "data_growth").Value, Row(draft, "data_full_from").Value));
        Assert.True(draft.IsActive(Row(draft, "data_full_from")));

        Row(draft, "data_growth").Value = "constant";
        Assert.False(draft.IsActive(Row(draft, "data_full_from")));
        Assert.DoesNotContain("data_full_from", DraftYaml.Write(draft), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_in_the_form_is_wrong_in_the_document_in_the_same_place()
    {
        var draft = SweepDraft.Of(SweepFile.Read(SweepTemplate.First.Yaml, SweepFileFormat.Yaml).Spec);
        draft.Trials = "many";
        Row(draft, "learning_rate").Low = "0";
        Row(draft, "learning_rate").Log = true;
        var errors = new FieldErrors(SweepFile.Read(DraftYaml.Write(draft), SweepFileFormat.Yaml).Errors);

        Assert.NotNull(errors.Of("trials"));
        Assert.True(errors.Has("learning_rate", "low"));
        Assert.Empty(errors.Unplaced(draft));
    }

    [Fact]
    public void An_entry_that_cannot_be_read_keeps_its_row_in_the_form()
    {
        var before = SweepDraft.Of(SweepFile.Read(SweepTemplate.First.Yaml, SweepFileFormat.Yaml).Spec);
        var (spec, errors) = SweepFile.Read(SweepTemplate.First.Yaml.Replace("low: 0.0003", "low: wrong", StringComparison.Ordinal), SweepFileFormat.Yaml);
        var draft = SweepDraft.Of(spec);
        Assert.Equal(ParameterMode.Default, Row(draft, "learning_rate").Mode);
        draft.KeepUnread(before, new FieldErrors(errors).SettingNames);
        Assert.Equal(ParameterMode.Range, Row(draft, "learning_rate").Mode);
    }

    [Fact]
    public void Settings_of_a_family_that_is_not_tried_have_no_effect_and_are_not_written()
    {
        var draft = SweepDraft.Of(SweepFile.Read(SweepTemplate.First.Yaml, SweepFileFormat.Yaml).Spec);
        draft.Families = ["mlp"];
        var yaml = DraftYaml.Write(draft);
        Assert.Contains("model: mlp", yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("cnn.", yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("when:", yaml, StringComparison.Ordinal);
        Assert.False(draft.IsActive(Row(draft, "cnn.channels")));
    }

    [Fact]
    public void An_error_that_no_field_shows_is_shown_beside_the_button()
    {
        var draft = SweepDraft.Of(SweepFile.Read(SweepTemplate.First.Yaml, SweepFileFormat.Yaml).Spec);
        var errors = new FieldErrors([new FieldError("space", "is empty"), new FieldError("space.nonsense", "is not a training field"), new FieldError("trials", "is 0")]);
        Assert.Equal(["space", "space.nonsense"], errors.Unplaced(draft).Select(e => e.Field));
    }

    [Fact]
    public void What_the_form_cannot_draw_of_a_parameter_is_written_back_as_it_was()
    {
        var row = new ParameterDraft(TrainingFields.Get("learning_rate"));
        row.Search(JsonNode.Parse("""{"name":"learning_rate","type":"float","low":0.0001,"high":0.1,"log":true,"default":0.01,"prior":{"mean":0.01,"weight":0.5}}""")!.AsObject());
        Assert.Equal((ParameterMode.Range, "0.0001", "0.1", true), (row.Mode, row.Low, row.High, row.Log));
        Assert.Equal(["default", "prior"], row.Kept.Select(k => k.Key));

        row.Search(JsonNode.Parse("""{"name":"learning_rate","type":"float","low":0.0001,"high":0.1,"frozen":0.01}""")!.AsObject());
        Assert.Equal(ParameterMode.Kept, row.Mode);
        Assert.Contains("\"frozen\":0.01", row.Kept.ToJsonString(), StringComparison.Ordinal);

        var draft = SweepDraft.Of(SweepFile.Read(SweepTemplate.First.Yaml, SweepFileFormat.Yaml).Spec);
        Row(draft, "learning_rate").Take(row);
        Assert.Contains("learning_rate: {\"type\":\"float\",\"low\":0.0001,\"high\":0.1,\"frozen\":0.01}", DraftYaml.Write(draft), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_in_order_is_an_ordinal_parameter()
    {
        var row = new ParameterDraft(TrainingFields.Get("batch_size"));
        row.Search(JsonNode.Parse("""{"name":"batch_size","type":"ordinal","choices":[32,64,128]}""")!.AsObject());
        Assert.Equal((ParameterMode.List, true, "32, 64, 128"), (row.Mode, row.Ordered, row.Choices));

        var draft = SweepDraft.Of(SweepFile.Read(SweepTemplate.First.Yaml, SweepFileFormat.Yaml).Spec);
        Row(draft, "batch_size").Take(row);
        Assert.Contains("batch_size: {type: ordinal, choices: [32, 64, 128]}", DraftYaml.Write(draft), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_the_form_does_not_know_stay_in_the_document()
    {
        Assert.Equal("lag: 3\nstop:\n  - {minutes: 5}\n", DraftYaml.OtherKeys("name: x\nlag: 3\nspace:\n  a: {type: float}\nstop:\n  - {minutes: 5}\nseed: 1\n"));
    }

    [Fact]
    public async Task Every_sampler_and_pruner_can_be_chosen_and_says_when_to_take_it()
    {
        foreach (var (legend, entries) in new[] { ("Sampler", Search.Samplers.All), ("Pruner", Search.Pruners.All) })
        {
            var body = await PageRenderer.RenderAsync<ComponentField>(
                ("Legend", legend), ("Key", legend.ToLowerInvariant()), ("Draft", new ComponentDraft("random")), ("Entries", entries), ("Recommended", new[] { "tpe", "median" }), ("Errors", FieldErrors.None));

            Assert.Equal(entries.Select(e => e.Name).Order(StringComparer.Ordinal), body.QuerySelectorAll("input[type=radio]").Select(i => i.GetAttribute("value")!).Order(StringComparer.Ordinal));
            foreach (var entry in entries)
            {
                var input = body.QuerySelector($"input[value={entry.Name}]")!;
                Assert.Equal($"{legend}: {entry.Name}", input.GetAttribute("aria-label"));
                Assert.Equal($"{entry.Summary} {entry.Advice}", body.QuerySelector("#" + input.GetAttribute("aria-describedby"))!.Words());
            }

            Assert.Single(body.QuerySelectorAll("details"));
            Assert.Null(body.QuerySelector("details input[value=tpe], details input[value=median]"));
        }
    }

    [Fact]
    public async Task Every_option_of_a_catalogue_has_an_editor_of_its_type()
    {
        foreach (var option in Search.Samplers.All.Concat(Search.Pruners.All).SelectMany(e => e.Options))
        {
            var body = await PageRenderer.RenderAsync<OptionField>(("Id", "x"), ("Option", option), ("Text", null));
            var editor = body.QuerySelector("#x")!;
            Assert.Equal(option.Default switch { bool => "checkbox", string => "select", long => "numeric", _ => "decimal" }, editor.GetAttribute("type") ?? editor.GetAttribute("inputmode") ?? editor.LocalName);
            Assert.Contains(option.Help, body.QuerySelector("#x-help")!.Words(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Options_show_their_range_their_default_and_what_was_entered()
    {
        var number = await PageRenderer.RenderAsync<OptionField>(("Id", "n"), ("Option", new Search.CatalogOption("top_share", 0.25, 0.01, 1, "Best share.")), ("Text", "0.5"));
        Assert.Equal(("0.25", "0.5"), (number.QuerySelector("input")!.GetAttribute("placeholder"), number.QuerySelector("input")!.GetAttribute("value")));
        Assert.Equal("Best share. From 0.01 to 1.", number.QuerySelector(".help")!.Words());

        var flag = await PageRenderer.RenderAsync<OptionField>(("Id", "f"), ("Option", new Search.CatalogOption("steady", true, "Holds still.")), ("Text", "false"));
        Assert.False(flag.QuerySelector("input[type=checkbox]")!.HasAttribute("checked"));

        var choice = await PageRenderer.RenderAsync<OptionField>(("Id", "c"), ("Option", new Search.CatalogOption("kind", "slow", ["slow", "fast"], "How fast.")), ("Text", null));
        Assert.Equal(["slow", "fast"], choice.QuerySelectorAll("option").Select(o => o.Words()));
    }

    [Fact]
    public async Task A_message_stands_beside_its_setting_and_marks_the_input()
    {
        var row = new ParameterDraft(TrainingFields.Get("learning_rate")) { Mode = ParameterMode.Range, Low = "0" };
        var errors = new FieldErrors([new FieldError("space.learning_rate.low", "is 0, but a log scale has no 0")]);
        var body = await PageRenderer.RenderAsync<ParameterRow>(("Row", row), ("Errors", errors));

        Assert.Equal("low is 0, but a log scale has no 0", body.QuerySelector("[role=alert]")!.Words());
        Assert.Equal("true", body.QuerySelector("input[aria-label='Learning rate, lowest']")!.GetAttribute("aria-invalid"));
        Assert.Null(body.QuerySelector("input[aria-label='Learning rate, highest']")!.GetAttribute("aria-invalid"));
    }

    [Fact]
    public async Task A_data_set_whose_files_are_missing_cannot_be_chosen_and_says_how_to_get_it()
    {
        IReadOnlyList<Training.Core.Data.DatasetInfo> sets =
            [new("mnist", "MNIST", Available: false, ["a.gz"], "Run data get mnist", "28×28", 10, 60_000, 10_000), new("digits", "Generated digits", Available: true, [], "", "28×28", 10, 12_000, 2_000)];
        var body = await PageRenderer.RenderAsync<DataChoice>(("Datasets", sets), ("Chosen", "digits"));

        Assert.True(body.QuerySelector("input[value=mnist]")!.HasAttribute("disabled"));
        Assert.True(body.QuerySelector("input[value=digits]")!.HasAttribute("checked"));
        Assert.Contains("Run data get mnist", body.QuerySelector("details")!.Words(), StringComparison.Ordinal);
        Assert.Equal(["digits", "mnist"], body.QuerySelectorAll("input").Select(input => input.GetAttribute("value")));
        Assert.Equal([false, true], body.QuerySelectorAll(".choice").Select(card => card.Words().Contains("not here yet · 28×28", StringComparison.Ordinal)));
    }

    private static ParameterDraft Row(SweepDraft draft, string name) => draft.Parameters.Single(p => p.Field.Name == name);
}
