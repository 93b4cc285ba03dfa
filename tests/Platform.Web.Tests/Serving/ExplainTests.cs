using System.Net;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Serving;

public sealed class ExplainTests(ServedModel served) : IClassFixture<ServedModel>
{
    private WebServer Web => served.Web;

    [Fact]
    public async Task A_picture_s_pixels_and_a_row_s_columns_are_given_what_they_add_to_the_answer()
    {
        await TrainedCheckpoint.RegisterAsync(Web, "curve-why", TrainedCheckpoint.Store(Web, data: "friedman"));
        var picture = $"{{\"inputs\":[[{string.Join(',', Enumerable.Range(0, 784).Select(i => i % 256))}]]}}";

        var seven = (await Web.PostAsync("/api/v1/models/served@champion/explain?class=7", picture)).GetProperty("explanations")[0];
        var row = (await Web.PostAsync("/api/v1/models/curve-why@1/explain", """{"inputs":[{"x1":0.9,"group":"b"}]}""")).GetProperty("explanations")[0];

        Assert.Equal(("7", 784), (seven.Text("class"), seven.GetProperty("shares").GetArrayLength()));
        Assert.Equal(
            seven.GetProperty("answer").GetDouble() - seven.GetProperty("baseline").GetDouble(), seven.GetProperty("shares").EnumerateArray().Sum(share => share.GetDouble()) + seven.GetProperty("gap").GetDouble(), 1e-6);
        Assert.Contains("group", row.GetProperty("columns").EnumerateArray().Select(column => column.GetString()));
    }

    [Fact]
    public async Task What_cannot_be_explained_is_refused_with_the_reason()
    {
        await TrainedCheckpoint.RegisterAsync(Web, "forest", TrainedCheckpoint.Store(Web, data: "moons", model: "trees"));
        var zeros = string.Join(',', Enumerable.Repeat("0", 784));
        foreach (var (address, body, message) in new[]
        {
            ("served@champion/explain?class=x", $"{{\"inputs\":[[{zeros}]]}}", "none of the model's classes"),
            ("served@champion/explain", $"{{\"inputs\":[{string.Join(',', Enumerable.Repeat($"[{zeros}]", 11))}]}}", "at most 10"),
            ("forest@1/explain", """{"inputs":[{"x":1}]}""", "no gradients"),
            ("forest@1/explain", """{"inputs":[{"z":1}]}""", "no column 'z'"),
        })
        {
            var problem = await Web.PostAsync($"/api/v1/models/{address}", body, HttpStatusCode.BadRequest);
            Assert.Contains(message, problem.GetProperty("errors")[0].Text("message"), StringComparison.Ordinal);
        }
    }
}
