using System.Globalization;
using System.Text;
using Platform.Core.Experiments;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.SweepFiles;

public sealed class SweepFileErrorTests
{
    [Theory]
    [InlineData("trails: 3", "trails", "did you mean 'trials'?")]
    [InlineData("priority: 11", "priority", "whole number from 1 to 10")]
    [InlineData("priority: high", "priority", "'high'")]
    [InlineData("parallelism: 0", "parallelism", "1 to 256")]
    [InlineData("seed: -1", "seed", "from 0")]
    [InlineData("seed: 99999999999999999999", "seed", "whole number")]
    [InlineData("device: gpu", "device", "cuda")]
    [InlineData("objective: {metric: validation_loss, direction: down}", "objective.direction", "minimize")]
    [InlineData("objective: {metrics: x}", "objective.metrics", "did you mean 'metric'?")]
    [InlineData("sampler: [tpe]", "sampler", "a list")]
    [InlineData("sampler: {name: tpe, startup_trials: [1]}", "sampler.startup_trials", "one finite number")]
    [InlineData("fixed: {data: mnist}", "fixed.data", "top of the file")]
    [InlineData("fixed: {learning_rate: .nan}", "fixed.learning_rate", "finite")]
    [InlineData("fixed: {dropout: 0.1}", "space.dropout", "'fixed'")]
    public void A_wrong_key_is_named_with_the_remedy(string line, string field, string remedy) => AssertError(SweepFileTests.Block() + line, field, remedy);

    [Theory]
    [InlineData("{dropout: {type: float, low: 0.5, high: 0.5}}", "space.dropout.high", "range is empty")]
    [InlineData("{learning_rate: {type: float, low: 0, high: 1, log: true}}", "space.learning_rate.low", "log scale")]
    [InlineData("{dropout: {type: flaot, low: 0, high: 1}}", "space.dropout.type", "did you mean 'float'?")]
    [InlineData("{dropout: {type: float, lo: 0, high: 1}}", "space.dropout.lo", "low")]
    [InlineData("{dropout: 3}", "space.dropout", "3")]
    [InlineData("{model: {type: categorical, choices: []}}", "space.model.choices", "empty")]
    [InlineData("{dropout: {type: float, low: 0, high: 1, when: {model: [cnn]}}}", "space.dropout.when.model", "no parameter")]
    [InlineData("{}", "space", "at least one parameter")]
    [InlineData("5", "space", "5")]
    public void A_wrong_space_is_named_with_the_remedy(string space, string field, string remedy) => AssertError(SweepFileTests.Block(space), field, remedy);

    [Fact]
    public void All_errors_are_found_at_once()
    {
        var error = Assert.Throws<InvalidInputException>(() => SweepFile.Parse(
            "epochs: 0\ntrials: x\nnmae: a\nspace: {a: {type: float, low: 1, high: 0}, b: {type: int, low: 0, high: 3, log: true}}", SweepFileFormat.Yaml));

        Assert.Equal(
            ["data", "epochs", "name", "nmae", "space.a.high", "space.b.low", "trials"],
            error.Errors.Select(e => e.Field).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("name: a\n  data: b: c", "line 2, column")]
    [InlineData("name: [a", "line ")]
    [InlineData("name: a\nname: b", "line 2, column 1: 'name' is given twice")]
    [InlineData("a: &x 1\nb: *x", "anchors")]
    [InlineData("a: *x", "aliases")]
    [InlineData("a: !!python/object x", "tags")]
    [InlineData("a: 1\n---\nb: 2", "second document")]
    [InlineData("? [a]\n: b", "a key must be plain text")]
    [InlineData("[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]", "deeper than 16")]
    public void Malformed_or_unsafe_yaml_is_refused_with_its_place(string yaml, string message)
    {
        var error = Assert.Throws<InvalidInputException>(() => SweepFile.Parse(yaml, SweepFileFormat.Yaml));
        Assert.Equal("file", error.Errors[0].Field);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"name\": \"a\",\n \"data\": }", "line 2, column")]
    [InlineData("{\"name\": \"a\", \"name\": \"b\"}", "name")]
    [InlineData("{\"name\": \"\\ud800\"}", "Unicode")]
    [InlineData("[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]", "depth")]
    public void Malformed_json_is_refused_with_its_place(string json, string message)
    {
        var error = Assert.Throws<InvalidInputException>(() => SweepFile.Parse(json, SweepFileFormat.Json));
        Assert.Equal("file", error.Errors[0].Field);
        Assert.Contains(message, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment")]
    [InlineData("- a")]
    [InlineData("text")]
    public void A_file_without_keys_is_refused_with_the_list_of_keys(string yaml) => AssertError(yaml, "file", "name, data, epochs");

    [Fact]
    public void A_file_that_is_too_large_is_refused() =>
        AssertError(new string(' ', SweepFile.MaxLength + 1), "file", "at most 1000000");

    [Theory]
    [InlineData("k{0}: 1\n", "k0")]
    [InlineData("fixed: {{{1}}}\n", "fixed")]
    [InlineData("space: {{{1}}}\n", "space")]
    [InlineData("sampler: {{name: tpe, {1}}}\n", "")]
    [InlineData("sampler: {2}\n", "sampler")]
    [InlineData("name: [{2}\n", "file")]
    public void A_file_made_to_be_slow_costs_as_much_for_each_key_as_a_short_one_and_is_refused_with_a_short_answer(string form, string field)
    {
        var (error, small) = Cost(5_000);
        var (same, large) = Cost(60_000);

        foreach (var found in (InvalidInputException[])[error, same])
        {
            Assert.InRange(found.Message.Length, 1, 100_000);
            if (field.Length > 0)
                Assert.Contains(field, found.Errors.Select(e => e.Field));
        }
        // Twelve times the keys: a look at all the others for each of them would take 144 times as long.
        Assert.InRange(large / small, 0, 48);

        (InvalidInputException Error, double Seconds) Cost(int keys)
        {
            var text = form.Contains("{0}", StringComparison.Ordinal)
                ? string.Concat(Enumerable.Range(0, keys).Select(i => string.Format(CultureInfo.InvariantCulture, form, i)))
                : string.Format(CultureInfo.InvariantCulture, form, 0, string.Join(", ", Enumerable.Range(0, keys).Select(i => $"f{i}: 1")), new string('x', 15 * keys));
            var tries = Enumerable.Range(0, 3).Select(_ =>
            {
                var began = ThreadTime.Used();
                var refusal = Assert.Throws<InvalidInputException>(() => SweepFile.Parse(text, SweepFileFormat.Yaml));
                return (refusal, ThreadTime.Used() - began);
            }).ToList();
            return (tries[0].refusal, tries.Min(one => one.Item2.TotalSeconds));
        }
    }

    [Fact]
    public void Arbitrary_text_is_refused_or_read_but_never_breaks_the_reader()
    {
        const string alphabet = "abct:{}[],-#&*!|>'\"%@` \n\t?0159.e+~\\\u0085\u2028é🎯\0";
        var state = 20261121UL;
        for (var i = 0; i < 3_000; i++)
        {
            var text = new StringBuilder(i % 2 == 0 ? "" : SweepFileTests.Block());
            for (var length = Next(40); length > 0; length--)
                text.Insert((int)Next((uint)text.Length + 1), alphabet[(int)Next((uint)alphabet.Length)]);
            foreach (var format in Enum.GetValues<SweepFileFormat>())
            {
                if (Record.Exception(() => SweepFile.ToYaml(SweepFile.Parse(text.ToString(), format))) is { } error and not InvalidInputException)
                    Assert.Fail($"{format} {error.GetType().Name} {error.Message} for:\n{text}");
            }
        }

        uint Next(uint below)
        {
            state = unchecked(state * 6364136223846793005UL + 1442695040888963407UL); // Knuth's linear congruential generator
            return (uint)((state >> 33) % below);
        }
    }

    private static void AssertError(string yaml, string field, string remedy)
    {
        var error = Assert.Throws<InvalidInputException>(() => SweepFile.Parse(yaml, SweepFileFormat.Yaml));
        var found = Assert.Single(error.Errors, e => e.Field == field);
        Assert.Contains(remedy, found.Message, StringComparison.Ordinal);
    }
}
