using Training.Core.Data;
using Training.Core.Data.Tables;
using Xunit;

namespace Training.Core.Tests.Data.Tables;

public class TableProfileTests
{
    [Fact]
    public void Columns_are_summed_up_and_what_looks_wrong_is_said()
    {
        var rows = string.Concat(Enumerable.Range(0, 50).Select(i => $"{i % 25},{(i < 30 ? "" : "x")},1,{(i == 7 ? "rare" : i % 2 == 0 ? "yes" : "no")}\n"));
        using var folder = new TableFolder("task: classification\ntrain: rows.csv\ntest: test.csv\ntarget: bought\n", ("rows.csv", "age,town,same,bought\n" + rows), ("test.csv", "age,town,same,bought\n3,,1,no\n99,,1,no\n"));

        var profile = DatasetProfile.Of(folder.Open());

        Assert.Equal([("no", 24, 2), ("rare", 1, 0), ("yes", 25, 0)], profile.Classes.Select(c => (c.Name, c.Train, c.Test)));
        var age = profile.Columns![0];
        Assert.Equal(("age", "input", 0, 25, 0.0, 12.0, 24.0), (age.Name, age.Role, age.Missing, age.Distinct, age.Numbers!.Least, age.Numbers.Median, age.Numbers.Largest));
        Assert.Equal((30, 1, "x", 20), (profile.Columns[1].Missing, profile.Columns[1].Distinct, profile.Columns[1].Common[0].Key, profile.Columns[1].Common[0].Value));
        Assert.Equal("target", profile.Columns[3].Role);
        Assert.Equal(
            [
                "1 of 2 test rows are also training rows, value for value: the test judges them too well.",
                "Column town has one value only: it teaches nothing.",
                "Column same has one value only: it teaches nothing.",
                "Class rare has 1 of 50 training rows: a model may ignore it. Consider a stratified split and weights.",
            ],
            profile.Warnings!);
    }

    [Theory]
    [InlineData("1,5 2,25 -3,0 4", "looks like numbers with a comma, such as")]
    [InlineData("1.234,5 12.000,75", "looks like numbers with a comma")]
    [InlineData("31.12.2024 1.2.2024", "looks like dates, such as")]
    [InlineData("31/12/24 30/11/24", "looks like dates")]
    [InlineData("Ulm Bonn", null)]
    [InlineData("1,5 Ulm", null)]
    [InlineData("10.0.0.1 10.0.0.2", null)]
    [InlineData("1 2", null)]
    [InlineData("2024-12-31 2024-12-30", null)]
    public void A_column_in_another_spelling_is_told_with_what_to_do(string values, string? told)
    {
        var each = values.Split(' ');
        var content = "a;b;y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i};{each[i % each.Length]};{i}\n"));
        using var folder = new TableFolder("task: regression\ntrain: rows.csv\ntarget: y\nseparator: ';'\ntest_rows: 10\n", ("rows.csv", content));

        var profile = DatasetProfile.Of(folder.Open()).Warnings!.Where(warning => warning.StartsWith("Column b looks", StringComparison.Ordinal)).ToArray();
        var draft = TableDraft.Read(System.Text.Encoding.UTF8.GetBytes(content), "rows.csv");
        var isComma = told?.Contains("comma", StringComparison.Ordinal) == true; // which a draft mends itself

        Assert.Equal(told is null ? 0 : 1, profile.Length);
        Assert.Equal(told is null || isComma ? 0 : 1, draft.Misread.Count);
        Assert.Equal(isComma ? 1 : 0, draft.Commas.Count);
        Assert.All(profile.Concat(draft.Misread), warning => Assert.Contains(told!, warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("adult", 32_561, 16_281, "6 numbers and 8 categories")]
    [InlineData("california-housing", 16_512, 4_128, "8 numbers and 1 category")]
    [InlineData("etth1", 11_520, 2_880, "a series of 7 values")]
    public void The_public_tables_are_what_the_catalogue_says(string name, int train, int test, string shape)
    {
        var folder = Environment.GetEnvironmentVariable("PLATFORM_DATA") ?? "";
        Assert.SkipUnless(DatasetCatalog.All(folder).Any(info => info.Name == name && info.Available), $"PLATFORM_DATA has no {name}");
        var data = DatasetCatalog.Open(name, folder);

        Assert.Equal((train, test, shape), (data.TrainRows, data.TestRows, data.ShapeText));
        if (name == "adult")
            Assert.Equal(["<=50K", ">50K"], data.ClassNames);
    }
}
