using Platform.Testing;
using System.Text;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

public sealed class LoggedModelTests(WebServer web) : IClassFixture<WebServer>
{
    private readonly MlflowClient _mlflow = new(web);

    [Fact]
    public async Task A_model_is_logged_with_its_files_finished_named_by_its_run_and_registered()
    {
        var run = await _mlflow.RunAsync();
        var info = (await _mlflow.PostAsync("logged-models",
            $$"""{"experiment_id":"0","name":"net","model_type":"agent","source_run_id":"{{run}}","params":[{"key":"p","value":"1"}],"tags":[{"key":"t","value":"2"}]}"""))
            .GetProperty("model").GetProperty("info");
        var id = info.Text("model_id")!;
        Assert.Matches("^m-[0-9a-f]{32}$", id);
        Assert.Equal((run, "LOGGED_MODEL_PENDING", $"mlflow-artifacts:/0/models/{id}/artifacts"), (info.Text("source_run_id"), info.Text("status"), info.Text("artifact_uri")));

        using var content = new StringContent("flavors: {}", Encoding.UTF8, "text/plain");
        using var put = await web.Http.PutAsync($"/api/2.0/mlflow-artifacts/artifacts/0/models/{id}/artifacts/MLmodel", content);
        Assert.Equal("{}", await put.Content.ReadAsStringAsync());
        Assert.Equal("MLmodel", (await _mlflow.GetAsync($"logged-models/{id}/artifacts/directories")).GetProperty("files")[0].Text("path"));
        Assert.Equal("flavors: {}", await web.Http.GetStringAsync($"/api/2.0/mlflow-artifacts/artifacts/0/models/{id}/artifacts/MLmodel"));

        await _mlflow.PostAsync("runs/outputs", $$"""{"run_id":"{{run}}","models":[{"model_id":"{{id}}","step":3}]}""");
        await _mlflow.SendAsync(HttpMethod.Patch, $"logged-models/{id}/tags", """{"tags":[{"key":"t","value":"3"},{"key":"u","value":"4"}]}""");
        await _mlflow.SendAsync(HttpMethod.Delete, $"logged-models/{id}/tags/u", "{}");
        await _mlflow.PostAsync($"logged-models/{id}/params", """{"params":[{"key":"q","value":"5"}]}""");
        await _mlflow.SendAsync(HttpMethod.Patch, $"logged-models/{id}", $$"""{"model_id":"{{id}}","status":"LOGGED_MODEL_READY"}""");
        await _mlflow.PostAsync("registered-models/create", """{"name":"from logged"}""");
        var version = (await _mlflow.PostAsync("model-versions/create", $$"""{"name":"from logged","source":"models:/{{id}}","model_id":"{{id}}"}""")).GetProperty("model_version");
        Assert.Equal(run, version.Text("run_id"));

        Assert.Equal(1, await _mlflow.CountAsync($"select count(distinct xmin::text) from mt_events where type = 'logged_model_registered' and stream_id = 'logged-model-{id}' or type = 'outside_version_registered' and stream_id = 'model-from logged'"));
        Assert.Equal(2, await _mlflow.CountAsync($"select count(*) from mt_events where type = 'logged_model_registered' and stream_id = 'logged-model-{id}' or type = 'outside_version_registered' and stream_id = 'model-from logged'"));
        var model = (await _mlflow.GetAsync($"logged-models/{id}")).GetProperty("model");
        Assert.Equal("LOGGED_MODEL_READY", model.GetProperty("info").Text("status"));
        Assert.Equal(["t=3"], MlflowClient.Pairs(model.GetProperty("info"), "tags"));
        Assert.Equal(["p=1", "q=5"], MlflowClient.Pairs(model.GetProperty("data"), "params"));
        Assert.Equal("from logged", model.GetProperty("info").GetProperty("registrations")[0].Text("name"));
        var output = (await _mlflow.GetRunAsync(run)).GetProperty("outputs").GetProperty("model_outputs")[0];
        Assert.Equal((id, 3), (output.Text("model_id"), output.GetProperty("step").GetInt64()));
    }

    [Fact]
    public async Task A_run_names_the_models_that_it_read()
    {
        var (maker, run) = (await _mlflow.RunAsync(), await _mlflow.RunAsync());
        var id = (await _mlflow.PostAsync("logged-models", $$"""{"experiment_id":"0","name":"judged","source_run_id":"{{maker}}"}""")).GetProperty("model").GetProperty("info").Text("model_id")!;
        var body = $$$"""{"run_id":"{{{run}}}","models":[{"model_id":"{{{id}}}"}],"datasets":[{"dataset":{"name":"iris","digest":"1","source_type":"local","source":"x"}}]}""";
        await _mlflow.PostAsync("runs/log-inputs", body);
        await _mlflow.PostAsync("runs/log-inputs", body); // a retry

        var inputs = (await _mlflow.GetRunAsync(run)).GetProperty("inputs");
        Assert.Equal([id], inputs.GetProperty("model_inputs").EnumerateArray().Select(m => m.Text("model_id")));
        Assert.Equal(1, inputs.GetProperty("dataset_inputs").GetArrayLength());
        Assert.Equal("{}", (await _mlflow.GetRunAsync(run)).GetProperty("outputs").GetRawText()); // there, and empty, as MLflow's server has it
        var found = (await _mlflow.PostAsync("runs/search", $$"""{"experiment_ids":["0"],"filter":"run_id = '{{run}}'"}""")).GetProperty("runs")[0];
        Assert.Equal(id, found.GetProperty("inputs").GetProperty("model_inputs")[0].Text("model_id"));
        Assert.Equal(1, await _mlflow.CountAsync($"select count(*) from mt_events where type = 'logged_model_input_named' and stream_id = 'logged-model-{id}'"));
    }

    [Fact]
    public async Task Reading_a_model_that_is_not_there_is_refused_and_nothing_is_written()
    {
        var run = await _mlflow.RunAsync();
        const string Dataset = """ "datasets":[{"dataset":{"name":"iris","digest":"1","source_type":"local","source":"x"}}] """;
        var none = await _mlflow.RefusedAsync(HttpMethod.Post, "runs/log-inputs", $$"""{"run_id":"{{run}}","models":[{"model_id":"m-none"}],{{Dataset}}}""", 404);
        Assert.Contains("m-none", none.Text("message"), StringComparison.Ordinal);

        var id = (await _mlflow.PostAsync("logged-models", """{"experiment_id":"0","name":"judged"}""")).GetProperty("model").GetProperty("info").Text("model_id")!;
        await _mlflow.PostAsync("runs/delete", $$"""{"run_id":"{{run}}"}""");
        await _mlflow.RefusedAsync(HttpMethod.Post, "runs/log-inputs", $$"""{"run_id":"{{run}}","models":[{"model_id":"{{id}}"}]}""");
    }

    [Fact]
    public async Task Logged_models_are_found_by_experiment_and_filter()
    {
        var experiment = await _mlflow.ExperimentAsync("logged models");
        foreach (var name in new[] { "b", "a" })
            await _mlflow.PostAsync("logged-models", $$"""{"experiment_id":"{{experiment}}","name":"{{name}}"}""");

        var found = await _mlflow.PostAsync("logged-models/search", $$"""{"experiment_ids":["{{experiment}}"],"order_by":[{"field_name":"name"}]}""");
        Assert.Equal(["a", "b"], found.GetProperty("models").EnumerateArray().Select(m => m.GetProperty("info").Text("name")));
        var one = await _mlflow.PostAsync("logged-models/search", $$"""{"experiment_ids":["{{experiment}}"],"filter":"name = 'a' AND creation_timestamp > 0"}""");
        Assert.Equal(1, one.GetProperty("models").GetArrayLength());
        Assert.Equal("{}", (await _mlflow.PostAsync("logged-models/search", """{"experiment_ids":["0"],"filter":"name = 'nothing'"}""")).GetRawText());
    }

    [Theory]
    [InlineData("name IN ('a', 'c')", "a")]
    [InlineData("name NOT IN ('a')", "b")]
    [InlineData("status IN ('PENDING') AND model_type IN ('agent')", "b")]
    [InlineData("params.p IN ('1', '2')", "b")]
    [InlineData("tags.t NOT IN ('1')", "b")]
    public async Task Every_text_of_a_logged_model_can_be_looked_up_in_a_list(string filter, string name)
    {
        var experiment = await _mlflow.ExperimentAsync($"lists {filter}");
        await _mlflow.PostAsync("logged-models", $$"""{"experiment_id":"{{experiment}}","name":"a","params":[{"key":"p","value":"3"}],"tags":[{"key":"t","value":"1"}]}""");
        await _mlflow.PostAsync("logged-models", $$"""{"experiment_id":"{{experiment}}","name":"b","model_type":"agent","params":[{"key":"p","value":"2"}],"tags":[{"key":"t","value":"2"}]}""");
        var found = await _mlflow.PostAsync("logged-models/search", $$"""{"experiment_ids":["{{experiment}}"],"filter":"{{filter}}"}""");
        Assert.Equal([name], found.GetProperty("models").EnumerateArray().Select(m => m.GetProperty("info").Text("name")));
    }

    [Fact]
    public async Task What_a_logged_model_lacks_is_an_empty_text_as_on_MLflows_server()
    {
        var info = (await _mlflow.PostAsync("logged-models", """{"experiment_id":"0","name":"bare"}""")).GetProperty("model").GetProperty("info");
        Assert.Equal(("", ""), (info.Text("model_type"), info.Text("source_run_id")));
    }

    [Fact]
    public async Task A_logged_model_becomes_the_first_version_again_when_a_registered_models_name_is_taken_again()
    {
        var id = (await _mlflow.PostAsync("logged-models", """{"experiment_id":"0"}""")).GetProperty("model").GetProperty("info").Text("model_id");
        for (var i = 0; i < 2; i++)
        {
            await _mlflow.PostAsync("registered-models/create", """{"name":"taken again"}""");
            var version = (await _mlflow.PostAsync("model-versions/create", $$"""{"name":"taken again","source":"models:/{{id}}","model_id":"{{id}}"}""")).GetProperty("model_version");
            Assert.Equal("1", version.Text("version"));
            await _mlflow.SendAsync(HttpMethod.Delete, "registered-models/delete", """{"name":"taken again"}""");
        }
    }

    [Fact]
    public async Task A_page_begins_after_the_last_one_whatever_came_and_went_meanwhile()
    {
        var experiment = await _mlflow.ExperimentAsync("turned");
        var ids = new List<string>();
        foreach (var name in new[] { "one", "two", "three", "four" })
        {
            ids.Add(await ModelAsync(name));
            await Eventually.NextMillisecondAsync(); // the order is by it
        }
        var first = await FindAsync("");
        Assert.Equal(["four", "three"], Names(first)); // the newest first
        await ModelAsync("five");
        await _mlflow.SendAsync(HttpMethod.Delete, $"logged-models/{ids[3]}", "{}");
        Assert.Equal(["two", "one"], Names(await FindAsync($$""","page_token":"{{first.Text("next_page_token")}}" """)));

        async Task<string> ModelAsync(string name) => (await _mlflow.PostAsync("logged-models", $$"""{"experiment_id":"{{experiment}}","name":"{{name}}"}""")).GetProperty("model").GetProperty("info").Text("model_id")!;
        Task<System.Text.Json.JsonElement> FindAsync(string more) => _mlflow.PostAsync("logged-models/search", $$"""{"experiment_ids":["{{experiment}}"],"max_results":2{{more}}}""");
        static IEnumerable<string?> Names(System.Text.Json.JsonElement answer) => answer.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("info").Text("name"));
    }

    [Fact]
    public async Task Several_outputs_of_which_one_is_not_there_are_refused_as_a_whole()
    {
        var run = await _mlflow.RunAsync();
        var id = (await _mlflow.PostAsync("logged-models", """{"experiment_id":"0","name":"made"}""")).GetProperty("model").GetProperty("info").Text("model_id")!;
        await _mlflow.RefusedAsync(HttpMethod.Post, "runs/outputs", $$"""{"run_id":"{{run}}","models":[{"model_id":"{{id}}"},{"model_id":"m-none"}]}""", 404);
        Assert.Equal("{}", (await _mlflow.GetRunAsync(run)).GetProperty("outputs").GetRawText()); // there, and empty, as MLflow's server has it
    }

    [Theory]
    [InlineData("status = 'LOGGED_MODEL_READY'", "done")]
    [InlineData("status = 'READY'", "done")]
    [InlineData("status != 'LOGGED_MODEL_READY'", "begun")]
    [InlineData("status != 'READY'", "begun")]
    [InlineData("status LIKE 'LOGGED_MODEL_%'", "begun done")]
    [InlineData("status LIKE 'PEND%'", "begun")]
    public async Task A_status_is_found_by_either_of_its_names(string filter, string names)
    {
        var experiment = await _mlflow.ExperimentAsync($"status {filter.Replace("'", "", StringComparison.Ordinal)}");
        foreach (var name in new[] { "done", "begun" })
        {
            var id = (await _mlflow.PostAsync("logged-models", $$"""{"experiment_id":"{{experiment}}","name":"{{name}}"}""")).GetProperty("model").GetProperty("info").Text("model_id");
            if (name == "done")
                await _mlflow.SendAsync(HttpMethod.Patch, $"logged-models/{id}", """{"status":"LOGGED_MODEL_READY"}""");
        }
        var found = await _mlflow.PostAsync("logged-models/search", $$"""{"experiment_ids":["{{experiment}}"],"filter":"{{filter}}","order_by":[{"field_name":"name"}]}""");
        Assert.Equal(names.Split(' '), found.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("info").Text("name")));
    }

    [Fact]
    public async Task A_deleted_model_is_gone()
    {
        var id = (await _mlflow.PostAsync("logged-models", """{"experiment_id":"0"}""")).GetProperty("model").GetProperty("info").Text("model_id");
        await _mlflow.SendAsync(HttpMethod.Delete, $"logged-models/{id}", "{}");
        await _mlflow.GetAsync($"logged-models/{id}", 404);
        await _mlflow.RefusedAsync(HttpMethod.Patch, $"logged-models/{id}/tags", """{"tags":[{"key":"t","value":"3"}]}""");
    }

    [Theory]
    [InlineData("POST", "logged-models", "{}", 400)]
    [InlineData("POST", "logged-models", """{"experiment_id":"none"}""", 404)]
    [InlineData("POST", "logged-models", """{"experiment_id":"0","name":"a/b"}""", 400)]
    [InlineData("POST", "logged-models", """{"experiment_id":"0","source_run_id":"none"}""", 404)]
    [InlineData("PATCH", "logged-models/m-none", """{"status":"LOGGED_MODEL_READY"}""", 404)]
    [InlineData("POST", "logged-models/search", """{"experiment_ids":["0"],"filter":"metrics.a > 'x'"}""", 400)]
    [InlineData("POST", "logged-models/search", """{"experiment_ids":["0"],"datasets":[{"dataset_digest":"d"}]}""", 400)]
    [InlineData("POST", "logged-models/search", """{"experiment_ids":["0"],"order_by":[{"field_name":"params.a"}]}""", 400)]
    [InlineData("POST", "logged-models/search", """{"experiment_ids":["0"],"order_by":[{"field_name":"metrics.a","dataset_digest":"d"}]}""", 400)]
    [InlineData("POST", "logged-models/search", """{"experiment_ids":["0"],"order_by":[{"field_name":"size"}]}""", 400)]
    [InlineData("POST", "model-versions/create", """{"name":"none","source":"models:/m-none","model_id":"m-none"}""", 404)]
    public async Task A_wrong_call_is_refused_and_nothing_is_written(string method, string path, string body, int status)
    {
        await _mlflow.GetAsync("experiments/get?experiment_id=0");
        await _mlflow.RefusedAsync(new HttpMethod(method), path, body, status);
    }
}
