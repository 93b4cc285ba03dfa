using System.Net;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Serving;

/// <summary>Models of tables are asked by column name.</summary>
public sealed class PredictRowsTests(ServedModel served) : IClassFixture<ServedModel>
{
    [Fact]
    public async Task Rows_of_named_columns_get_classes_or_numbers_and_wrong_ones_are_named()
    {
        var web = served.Web;
        await TrainedCheckpoint.RegisterAsync(web, "halves", TrainedCheckpoint.Store(web, data: "moons"));
        await TrainedCheckpoint.RegisterAsync(web, "curve", TrainedCheckpoint.Store(web, data: "friedman"));

        var signature = (await web.GetAsync("/api/v1/models/halves@champion/signature")).GetProperty("signature");
        Assert.Equal(["x", "y"], signature.GetProperty("columns").EnumerateArray().Select(c => c.Text("name")));
        Assert.All(signature.GetProperty("columns").EnumerateArray(), c => Assert.InRange(c.GetProperty("usual").GetDouble(), -2, 3)); // the medians
        Assert.Contains((await web.GetAsync("/api/v1/models/curve@champion/signature")).GetProperty("signature").GetProperty("columns").EnumerateArray().Single(c => c.Text("name") == "group").Text("usual"), (string[])["a", "b", "c"]);
        var answer = await web.PostAsync("/api/v1/models/halves@champion/predict", """{"inputs":[{"x":0.5,"y":null},{"x":"1e0"}]}""");
        Assert.All(answer.GetProperty("predictions").EnumerateArray(), p => Assert.Contains(p.Text("class"), (string[])["lower", "upper"]));
        var number = await web.PostAsync("/api/v1/models/curve@champion/predict", """{"inputs":[{"x1":0.5,"group":"b"}]}""");
        Assert.InRange(number.GetProperty("predictions")[0].GetProperty("value").GetDouble(), -40, 60);

        foreach (var (body, message) in new[]
        {
            ("""{"inputs":[{"x":1},{"y":"abc"}]}""", "Row 1, column y: \"abc\" is not a number"),
            ("""{"inputs":[{"z":1}]}""", "Row 0: the model knows no column 'z'"),
            ("""{"inputs":[[1,2]]}""", "is not an object"),
            ("""{"inputs":[{"x":[1]}]}""", "is no plain value"),
            ("{}", "an object with the columns x, y each"),
        })
        {
            var problem = await web.PostAsync("/api/v1/models/halves@champion/predict", body, HttpStatusCode.BadRequest);
            Assert.Contains(message, problem.GetProperty("errors")[0].Text("message"), StringComparison.Ordinal);
        }
    }
}
