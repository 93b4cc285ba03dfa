using System.Runtime.InteropServices;
using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Experiments.Board;
using Search;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class SweepBoardTests
{
    private static readonly IReadOnlyList<TrialColumn> Columns = TrialColumns.All(SomeViews.Space, Objective.Default, []);
    private static readonly IReadOnlyList<BoardAxis> Axes = BoardAxis.Of(SomeViews.Space, Objective.Default);

    [Fact]
    public void A_trial_lies_on_the_axes_of_its_settings_and_has_no_place_on_others()
    {
        var trial = SomeViews.Trial();
        Assert.Equal(["learning_rate", "model", "mlp.width", "validation_accuracy"], Axes.Select(a => a.Name));
        Assert.Equal([0.01, 1, double.NaN, 0.9], Axes.Select((axis, i) => axis.Of(trial, i == Axes.Count - 1)));
        Assert.True(double.IsNaN(Axes[^1].Of(SomeViews.Trial(1, TrialStatus.Running, []), isObjective: true)));
    }

    [Fact]
    public void A_link_shows_the_same_as_the_page_that_it_was_taken_from()
    {
        var question = new BoardQuestion
        {
            Brushes = [new BoardBrush("learning_rate", 0.001, 0.01), new BoardBrush("a~b", -0.5, 0.5)], Filter = "status:pruned", Sort = "best", Ascending = true, Columns = ["trial", "best"], Fixed = [],
            Pinned = [3, 7], Group = "model", Metric = "train_loss", Log = true, Axis = "elapsed", Smoothing = 0.5, Band = "deciles", Across = "learning_rate", Up = "model", Surface = true,
        };
        var fields = question.ToQuery().SelectMany(f => f.Value switch { null => [], string[] several => several.Select(v => (f.Key, v)), var one => [(f.Key, one.ToString()!)] });
        var query = "?" + string.Join('&', fields.Select(f => $"{f.Key}={Uri.EscapeDataString(f.Item2)}"));
        Assert.Equivalent(question with { Fixed = ["trial"] }, BoardQuestion.Parse(query), strict: true); // an empty list is no field
        Assert.All(new BoardQuestion().ToQuery(), field => Assert.Null(field.Value));
    }

    [Theory]
    [InlineData("?brush=x~1")]
    [InlineData("?brush=x~2~1&smooth=2&x=sideways&band=all&pin=-3,a")]
    public void What_an_address_says_wrongly_is_left_out(string query) => Assert.Equivalent(new BoardQuestion(), BoardQuestion.Parse(query), strict: true);

    [Theory]
    [InlineData(true, new[] { 1, 0, 3, 2 })]
    [InlineData(false, new[] { 0, 3, 1, 2 })]
    public void Trials_without_a_value_come_last_in_either_order_and_equal_ones_by_number(bool ascending, int[] expected)
    {
        IReadOnlyList<TrialView> trials = [SomeViews.Trial(1), SomeViews.Trial(2, accuracy: [0.2]), SomeViews.Trial(3, TrialStatus.Running, []), SomeViews.Trial(4)];
        Assert.Equal(expected, TrialOrder.Of(trials, _ => true, Columns.First(c => c.Key == "best"), ascending));
    }

    [Fact]
    public void Choices_are_groups_and_numbers_of_many_values_are_ranges()
    {
        IReadOnlyList<TrialView> trials =
        [
            .. Enumerable.Range(1, 100).Select(n => SomeViews.Trial(n, accuracy: [n / 200.0]) with { Parameters = ParameterSet.Of(("learning_rate", n / 1000.0), ("model", n % 2 == 0 ? "mlp" : "cnn")) }),
        ];
        var model = Columns.First(c => c.Key == "model");
        var sums = TrialGroups.By(trials, model).Sum(trials, model, Objective.Default, place => place < 50);
        Assert.Equal(["cnn", "mlp"], sums.Select(s => s.Label));
        Assert.Equal([25, 25], sums.Select(s => s.Count));
        Assert.Equal(0.245, sums[0].Best);
        Assert.Equal(0.125, sums[0].Mean!.Value, 12);
        Assert.Equal(Math.Sqrt(5200.0 / 24) / 200, sums[0].Deviation!.Value, 12); // of 1, 3, ..., 49

        var ranges = TrialGroups.By(trials, Columns.First(c => c.Key == "learning_rate"));
        Assert.Equal(5, ranges.Labels.Count);
        Assert.All(ranges.Of.CountBy(g => g), group => Assert.Equal(20, group.Value));
    }

    [Theory]
    [InlineData(8, 8, 8)]
    [InlineData(9, 9, 5)]
    [InlineData(40, 9, 5)]
    public void There_are_no_more_groups_than_colours(int values, int texts, int numbers)
    {
        IReadOnlyList<TrialView> trials = [.. Enumerable.Range(1, values).Select(n => SomeViews.Trial(n) with { Parameters = ParameterSet.Of(("learning_rate", n / 1000.0), ("model", $"m{n}")) })];
        Assert.Equal(texts, TrialGroups.By(trials, Columns.First(c => c.Key == "model")).Labels.Count);
        Assert.Equal(numbers, TrialGroups.By(trials, Columns.First(c => c.Key == "learning_rate")).Labels.Count);
    }

    [Fact]
    public void Only_the_trials_of_a_group_pass_its_filter()
    {
        IReadOnlyList<TrialView> trials =
        [
            .. Enumerable.Range(1, 40).Select(n => SomeViews.Trial(n, accuracy: [n / 41.0]) with { Parameters = ParameterSet.Of(("learning_rate", n / 1000.0), ("model", n % 2 == 0 ? "a,b" : "a")) }),
        ];
        foreach (var key in new[] { "best", "model" })
        {
            var column = Columns.First(c => c.Key == key);
            var groups = TrialGroups.By(trials, column);
            var sums = groups.Sum(trials, column, Objective.Default, _ => true);
            for (var group = 0; group < sums.Count; group++)
            {
                var (holds, problem) = TrialFilter.Parse(sums[group].Narrow("status:completed", key), Columns);
                Assert.Null(problem);
                Assert.Equal(trials.Where((_, place) => groups.Of[place] == group).Select(t => t.Number), trials.Where(holds!).Select(t => t.Number));
            }
        }
    }

    [Fact]
    public void The_browser_gets_everything_once_and_then_only_what_has_changed()
    {
        List<TrialView> trials = [SomeViews.Trial(1), SomeViews.Trial(2), SomeViews.Trial(3, TrialStatus.Running, [0.5])];
        var picture = Picture(trials);
        var feed = new BoardFeed();
        Assert.Equal(["axes", "columns", "rows", "curves", "order", "pinned", "groups", "brushes", "settings"], feed.Next(picture)!.Keys);
        Assert.Null(feed.Next(picture));

        var later = picture with { Trials = [trials[0], trials[1], SomeViews.Trial(3, TrialStatus.Running, [0.5, 0.6]), SomeViews.Trial(4, TrialStatus.Running, [])] };
        var news = feed.Next(later)!;
        Assert.Equal(["rows", "curves"], news.Keys);
        Assert.Equal([2, 3], Ints(news["rows"], "at"));
        Assert.Equal([2, 0], Ints(news["curves"], "lengths"));

        Assert.Equal(["count", "rows", "curves"], feed.Next(picture)!.Keys); // an earlier moment
        feed.Heard([new BoardBrush("model", 0, 1)]);
        Assert.Equal(["curves"], feed.Next(picture with { Metric = "train_loss", Brushes = picture.Brushes })!.Keys.Except(["brushes"], StringComparer.Ordinal));
    }

    [Fact]
    public void A_browser_that_has_a_snapshot_is_told_what_the_address_asks_for_and_what_is_new_since()
    {
        List<TrialView> trials = [SomeViews.Trial(1), SomeViews.Trial(2)];
        var snapshot = new BoardSnapshot("7f", 0, trials, ["trial", "best"], "validation_accuracy", 1, []);
        var picture = Picture([.. trials]) with { Columns = [.. Columns.Where(c => c.Key is "trial" or "best")], Order = [0, 1] };
        var feed = new BoardFeed();
        feed.Begin(snapshot, picture, changes: 0);
        Assert.Equal(["columns", "order", "pinned", "groups", "brushes", "settings"], feed.Next(picture)!.Keys);

        var later = Picture([trials[0], SomeViews.Trial(2, accuracy: [0.1, 0.2]), SomeViews.Trial(3)]);
        feed = new BoardFeed();
        feed.Begin(snapshot, later, changes: 0);
        var news = feed.Next(later)!;
        Assert.Equal(["cells", "columns", "rows", "curves", "order", "pinned", "groups", "brushes", "settings"], news.Keys);
        Assert.Equal([1, 2], Ints(news["rows"], "at"));
        Assert.DoesNotContain("best", ((Dictionary<string, byte[]>)news["cells"]).Keys); // its texts are there
    }

    [Fact]
    public void A_browser_whose_snapshot_is_of_another_space_or_that_looks_at_the_past_is_sent_everything()
    {
        List<TrialView> trials = [SomeViews.Trial(1), SomeViews.Trial(2)];
        var snapshot = new BoardSnapshot("7f", 0, trials, ["trial", "best"], "validation_accuracy", 1, []);
        var wider = new SearchSpace([.. SomeViews.Space.Parameters, new IntParameter("depth", 1, 4)]);
        var changed = Picture([.. trials]) with { Axes = BoardAxis.Of(wider, Objective.Default) };
        var past = Picture([.. trials]);
        past = past with { Settings = past.Settings with { Past = true } };
        foreach (var (picture, changes) in new[] { (changed, 1), (past, 0) })
        {
            var feed = new BoardFeed();
            feed.Begin(snapshot, picture, changes);
            var news = feed.Next(picture)!;
            Assert.Equal(["axes", "columns", "rows", "curves", "order", "pinned", "groups", "brushes", "settings"], news.Keys);
            Assert.Same(picture.Axes, news["axes"]);
            Assert.Equal([0, 1], Ints(news["rows"], "at"));
        }
    }

    [Fact]
    public void The_texts_of_a_column_come_as_one_between_which_none_of_them_stands()
    {
        IReadOnlyList<TrialView> trials = [SomeViews.Trial(1) with { EndReason = "a\u001fb\nc" }, SomeViews.Trial(2) with { EndReason = null }, SomeViews.Trial(3) with { EndReason = "d" }];
        var rows = new BoardFeed().Next(Picture(trials))!["rows"];
        var cells = (Dictionary<string, byte[]>)rows.GetType().GetProperty("cells")!.GetValue(rows)!;
        Assert.Equal("a b\nc\u001f\u001fd"u8.ToArray(), cells["reason"]);
        Assert.Equal("1\u001f2\u001f3"u8.ToArray(), cells["trial"]);
    }

    [Fact]
    public void A_body_holds_its_numbers_behind_its_json_where_the_browser_can_read_them_in_place()
    {
        var body = BoardBytes.Of(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["key"] = "7f", ["rows"] = new { at = MemoryMarshal.AsBytes<int>(new[] { 1, 2, 3 }).ToArray(), value = MemoryMarshal.AsBytes<double>(new[] { 0.25, double.NaN }).ToArray() },
        });
        var length = BitConverter.ToInt32(body);
        var start = (sizeof(int) + length + 7) / 8 * 8;
        Assert.Equal("""{"key":"7f","rows":{"at":{"at":[0,12]},"value":{"at":[16,16]}}}""", System.Text.Encoding.UTF8.GetString(body, sizeof(int), length));
        Assert.Equal([1, 2, 3], MemoryMarshal.Cast<byte, int>(body.AsSpan(start, 12)).ToArray());
        Assert.Equal([0.25, double.NaN], MemoryMarshal.Cast<byte, double>(body.AsSpan(start + 16, 16)).ToArray());
    }

    [Fact]
    public void A_look_further_back_sends_only_those_that_differ_and_the_way_back_only_what_the_browser_has_not()
    {
        var feed = new BoardFeed();
        IReadOnlyList<TrialView> now = [SomeViews.Trial(1), SomeViews.Trial(2), SomeViews.Trial(3)];
        feed.Next(Picture(now));
        IReadOnlyList<TrialView> then = [now[0], now[1] with { Version = 1 }];
        var message = feed.Next(Picture(then) with { Order = [0, 1] })!;
        Assert.DoesNotContain("axes", message.Keys);
        Assert.Equal(2, message["count"]);
        Assert.Equal([1], Ints(message["rows"], "at"));

        var again = feed.Next(Picture(now))!;
        Assert.Equal(3, again["count"]);
        Assert.Equal([1], Ints(again["rows"], "at"));
        Assert.Equal([1], Ints(again["curves"], "at"));

        IReadOnlyList<TrialView> other = [now[0], now[1], now[2] with { Version = 9 }, SomeViews.Trial(4)];
        var further = feed.Next(Picture(other))!;
        Assert.DoesNotContain("count", further.Keys); // the rows tell it
        Assert.Equal([2, 3], Ints(further["rows"], "at"));
    }

    [Fact]
    public void What_is_asked_of_all_trials_while_some_are_left_out_comes_with_these_when_they_come_back()
    {
        IReadOnlyList<TrialView> now = [SomeViews.Trial(1), SomeViews.Trial(2)];
        IReadOnlyList<TrialView> then = [now[0]];
        var column = Further;
        foreach (var ask in new Func<BoardPicture, BoardPicture>[] { picture => picture with { Metric = "train_loss" }, picture => picture with { Columns = [.. picture.Columns, column] } })
        {
            var feed = new BoardFeed();
            feed.Next(Picture(now));
            feed.Next(Picture(then));
            feed.Next(ask(Picture(then)));
            var back = feed.Next(ask(Picture(now)))!;
            Assert.Equal([1], Ints(back["rows"], "at"));
            Assert.Equal([1], Ints(back["curves"], "at"));
        }
    }

    [Fact]
    public async Task Trials_cannot_be_compared_before_two_are_chosen()
    {
        IReadOnlyList<TrialView> trials = [SomeViews.Trial(1), SomeViews.Trial(2)];
        foreach (var (picked, disabled) in new[] { (new[] { 1 }, true), ([1, 2], false) })
        {
            var body = await PageRenderer.RenderAsync<TrialsCard>(
                ("Question", new BoardQuestion()), ("Trials", trials), ("Columns", Columns), ("Shown", Columns), ("Objective", Objective.Default), ("Picked", picked));
            Assert.Equal(disabled, body.QuerySelector("header button.primary")!.HasAttribute("disabled"));
            Assert.Contains("learning_rate", body.QuerySelectorAll("th").Select(h => h.Words()));
        }
    }

    [Theory]
    [InlineData(3, new[] { "trial", "status", "best", "last", "epoch", "p1", "p2", "p3", "duration", "silo" })]
    [InlineData(6, new[] { "trial", "status", "best", "epoch", "p1", "p2", "p3", "p4", "p5", "p6", "duration" })]
    [InlineData(9, new[] { "trial", "status", "best", "epoch", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9" })]
    public void The_usual_columns_are_the_settings_and_what_fits_beside_them(int settings, string[] expected) =>
        Assert.Equal(expected, TrialColumns.Usual(new SearchSpace([.. Enumerable.Range(1, settings).Select(n => new FloatParameter($"p{n}", 0, 1))])));

    [Fact]
    public async Task The_table_says_how_many_columns_there_are_and_is_as_tall_as_all_trials()
    {
        IReadOnlyList<TrialView> trials = [SomeViews.Trial(1), SomeViews.Trial(2)];
        var body = await PageRenderer.RenderAsync<TrialsCard>(
            ("Question", new BoardQuestion { Filter = "status:failed" }), ("Trials", trials), ("Columns", Columns), ("Shown", Columns.Take(3).ToList()), ("Objective", Objective.Default));
        Assert.Contains($"Columns 3 of {Columns.Count}", body.QuerySelectorAll("header button").Select(b => b.Words()));
        Assert.Equal("--rows:2", body.QuerySelector("[data-chart=rows]")!.Closest("section")!.GetAttribute("style"));
        Assert.Null(body.QuerySelector("[data-chart=rows]")!.GetAttribute("style")); // the script's own: another number of trials would take the places of pinned columns away
    }

    [Fact]
    public async Task A_group_says_how_many_how_good_and_how_sure()
    {
        IReadOnlyList<TrialGroup> groups = [new TrialGroup("cnn", 12, 0.99, 0.9, 0.05, null, null), new TrialGroup("mlp", 1, 0.5, 0.5, null, null, null)];
        var body = await PageRenderer.RenderAsync<GroupsTable>(("Groups", groups), ("Metric", "validation_accuracy"), ("Title", "model"));
        Assert.Equal("cnn 12 99.00 % 90.00 % ± 5.00 % Only these", body.QuerySelector("[data-group=cnn]")!.Words());
        Assert.Contains("50.00 % 50.00 % Only", body.QuerySelector("[data-group=mlp]")!.Words(), StringComparison.Ordinal);
    }

    private static TrialColumn Further => TrialColumns.All(SomeViews.Space, Objective.Default, ["train_loss"]).First(c => c.Key == "last.train_loss");

    private static BoardPicture Picture(IReadOnlyList<TrialView> trials) => new(
        trials, Axes, Columns, [0, 1, 2], [], "validation_accuracy", TrialGroups.Nothing, [], new BoardSettings("abcdefgh", Maximize: true, 1, 10, ["trial"]));

    private static int[] Ints(object part, string name) => MemoryMarshal.Cast<byte, int>((byte[])part.GetType().GetProperty(name)!.GetValue(part)!).ToArray();
}
