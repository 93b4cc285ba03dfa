namespace Platform.Web.Tests.Mlflow;

/// <summary>The endpoints that arbitrary calls go to: method, path with the kinds of its parts in braces, and the arguments that it knows.</summary>
internal static class FuzzRoutes
{
    private const string Parts = "/api/2.0/mlflow-artifacts/mpu";
    private const string File = "/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/{name}";
    private const string TrialFile = "/api/2.0/mlflow-artifacts/artifacts/{sweep}/{trial}/artifacts/{name}";
    private const string Own = "/api/v1";
    private const string Views = $"{Own}/tracking/experiments/{{experiment}}/views";

    public static readonly string[] All =
    [
        "POST experiments/create name artifact_location tags", "GET experiments/get experiment_id", "GET experiments/get-by-name experiment_name",
        "POST experiments/search filter order_by max_results page_token view_type", "GET experiments/search filter order_by max_results view_type", "POST experiments/delete experiment_id",
        "POST experiments/restore experiment_id", "POST experiments/update experiment_id new_name", "POST experiments/set-experiment-tag experiment_id key value",
        "POST experiments/delete-experiment-tag experiment_id key",
        "POST runs/create experiment_id user_id run_name start_time tags run_id", "GET runs/get run_id", "POST runs/update run_id status end_time run_name", "POST runs/delete run_id", "POST runs/restore run_id",
        "POST runs/search experiment_ids filter order_by max_results page_token run_view_type", "POST runs/log-metric run_id key value timestamp step model_id dataset_name dataset_digest",
        "POST runs/log-batch run_id metrics params tags", "POST runs/log-parameter run_id key value", "POST runs/set-tag run_id key value", "POST runs/delete-tag run_id key",
        "POST runs/log-inputs run_id datasets models", "POST runs/outputs run_id models", "POST runs/log-model run_id model_json",
        "GET metrics/get-history run_id metric_key max_results page_token", "GET metrics/get-history-bulk run_id metric_key max_results",
        "GET metrics/get-history-bulk-interval run_ids metric_key start_step end_step max_results", "GET artifacts/list run_id path",
        "POST registered-models/create name tags description", "GET registered-models/get name", "PATCH registered-models/update name description", "POST registered-models/rename name new_name",
        "DELETE registered-models/delete name", "GET registered-models/search filter order_by max_results page_token", "GET registered-models/get-latest-versions name stages",
        "POST registered-models/set-tag name key value", "DELETE registered-models/delete-tag name key", "POST registered-models/alias name alias version", "DELETE registered-models/alias name alias",
        "GET registered-models/alias name alias", "POST model-versions/create name source run_id model_id tags description", "GET model-versions/get name version", "GET model-versions/get-download-uri name version",
        "GET model-versions/search filter order_by max_results page_token", "PATCH model-versions/update name version description", "POST model-versions/transition-stage name version stage archive_existing_versions",
        "DELETE model-versions/delete name version", "POST model-versions/set-tag name version key value", "DELETE model-versions/delete-tag name version key",
        "POST logged-models experiment_id name model_type source_run_id params tags", "POST logged-models/search experiment_ids filter order_by datasets max_results page_token", "GET logged-models/{model}",
        "PATCH logged-models/{model} status", "DELETE logged-models/{spare}", "PATCH logged-models/{model}/tags tags", "DELETE logged-models/{model}/tags/{name}", "POST logged-models/{model}/params params",
        "GET logged-models/{model}/artifacts/directories artifact_directory_path", $"PUT {File}", $"GET {File}", $"DELETE {File}", $"GET {TrialFile}", $"PUT {TrialFile}", $"DELETE {TrialFile}",
        "GET /api/2.0/mlflow-artifacts/artifacts path", $"POST {Parts}/create/{{experiment}}/{{run}}/artifacts path num_parts", $"PUT {Parts}/parts/{{upload}}/{{number}}",
        $"POST {Parts}/complete/{{experiment}}/{{run}}/artifacts path upload_id parts", $"POST {Parts}/abort/{{experiment}}/{{run}}/artifacts path",
        "GET /api/2.0/mlflow-artifacts/presigned/{experiment}/{run}/artifacts/{name}", "POST {name} key value", "GET /ajax-api/2.0/mlflow/{name}", "GET server-info",
        $"GET {Own}/tracking/runs/{{run}} asOf", $"GET {Own}/tracking/runs/{{run}}/console", $"GET {Own}/tracking/experiments/{{experiment}}/runs filter status order view saved limit page",
        $"GET {Own}/tracking/experiments/{{experiment}}/runs.csv filter status order view saved column spreadsheet", $"GET {Views} deleted", $"POST {Views} name filter status order columns group measure", $"GET {Views}/{{view}}",
        $"PUT {Views}/{{view}} name filter status order columns group measure", $"DELETE {Views}/{{view}}", $"POST {Views}/{{view}}/restore", $"GET {Own}/tracking/files/{{run}}/{{name}} download",
        $"GET {Own}/trials/{{trial}} asOf", $"GET {Own}/trials/{{trial}}/events after limit", $"GET {Own}/trials/{{trial}}/system", $"GET {Own}/trials/{{trial}}/test", $"GET {Own}/trials/{{trial}}/checkpoint",
        $"GET {Own}/trials/{{trial}}/pictures/{{number}}", $"GET {Own}/trials/{{trial}}/log", $"GET {Own}/trials/{{trial}}/story", $"GET {Own}/runs/compare ids", $"POST {Own}/runs/{{trial}}/reproduce",
        $"POST {Own}/runs/{{trial}}/evaluate", $"POST {Own}/sweeps name data trials space", $"POST {Own}/sweeps/validate name data trials space", $"GET {Own}/sweeps limit status", $"GET {Own}/sweeps/{{sweep}} asOf",
        $"GET {Own}/sweeps/{{sweep}}/trials", $"POST {Own}/sweeps/{{sweep}}/pause reason", $"POST {Own}/sweeps/{{sweep}}/resume reason", $"PUT {Own}/sweeps/{{sweep}}/priority priority",
        $"POST {Own}/sweeps/{{sweep}}/change/preview space trials", $"GET {Own}/models", $"GET {Own}/models/{{name}}", $"POST {Own}/models/{{name}}/versions run_id", $"PUT {Own}/models/{{name}}/aliases/{{name}} version",
        $"GET {Own}/models/{{name}}/versions/{{number}}/download", $"GET {Own}/models/{{name}}/retraining", $"PUT {Own}/models/{{name}}/retraining name", $"POST {Own}/studies name space", $"GET {Own}/studies limit",
        $"GET {Own}/studies/{{name}}", $"POST {Own}/studies/{{name}}/ask", $"POST {Own}/studies/{{name}}/trials/{{number}}/tell value", $"GET {Own}/datasets/{{name}}", $"GET {Own}/silos", $"GET {Own}/{{name}}",
        "GET /runs/{run} tab file", "GET /runs/experiments/{experiment} filter order view", "GET /runs/compare ids", "GET /sweeps/{sweep} tab", "GET /models/{name}",
    ];

    /// <summary>Arguments, and texts in JSON that make sense for each; <c>{kind}</c> stands for the identity of what there is.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Values = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["experiment_id"] = ["\"0\"", "\"{experiment}\"", "\"{sweep}\""], ["experiment_ids"] = ["[\"0\"]", "[\"{experiment}\",\"{sweep}\",\"none\"]"], ["experiment_name"] = ["\"Default\"", "\"fuzzed\""],
        ["name"] = ["\"name\"", "\"net\"", "\"other name\""], ["new_name"] = ["\"name\"", "\"renamed\""], ["run_id"] = ["\"{run}\"", "\"{trial}\""], ["run_ids"] = ["[\"{run}\",\"{trial}\"]"],
        ["source_run_id"] = ["\"{run}\""], ["key"] = ["\"a\"", "\"t\"", "\"val/loss\""], ["value"] = ["0.5", "\"b\"", "\"NaN\"", "-1e300"], ["timestamp"] = ["1767323045000", "0", "\"7\""], ["step"] = ["0", "7", "-3", "\"9\""],
        ["metrics"] = ["[{\"key\":\"a\",\"value\":1,\"timestamp\":1,\"step\":2}]", "[{\"key\":\"a\",\"value\":2.5,\"timestamp\":3,\"model_id\":\"{model}\",\"dataset_name\":\"d\",\"dataset_digest\":\"1\"},{\"key\":\"b\",\"value\":\"Infinity\",\"timestamp\":4}]"],
        ["params"] = ["[{\"key\":\"p\",\"value\":\"1\"}]", "[]"], ["tags"] = ["[{\"key\":\"t\",\"value\":\"1\"}]", "[{\"key\":\"mlflow.runName\",\"value\":\"named\"}]"],
        ["status"] = ["\"FINISHED\"", "\"LOGGED_MODEL_READY\"", "3", "\"running\""], ["end_time"] = ["1767323046000"], ["start_time"] = ["1767323045000", "1"], ["run_name"] = ["\"named\""], ["user_id"] = ["\"me\""],
        ["filter"] =
        [
            "\"metrics.a > 0\"", "\"params.p = '1' AND tags.t != 'x'\"", "\"name LIKE 'n%'\"", "\"attributes.status = 'RUNNING'\"", "\"metrics.a > 1 OR (params.p = '1' AND NOT tags.t IS NULL)\"", "\"free words\"",
            "\"max(metrics.a) > 0 AND start_time > now-7d\"",
        ],
        ["order_by"] = ["[\"metrics.a DESC\"]", "[\"name ASC\"]", "[{\"field_name\":\"metrics.a\",\"ascending\":false,\"dataset_name\":\"d\"}]", "[\"start_time\",\"params.p ASC\"]"], ["max_results"] = ["1", "5"],
        ["page_token"] = ["\"YWZ0ZXI6MQ==\"", "\"1:1:0\""], ["view_type"] = ["\"ALL\"", "2"], ["run_view_type"] = ["\"ALL\"", "\"DELETED_ONLY\""], ["metric_key"] = ["\"a\"", "\"validation_loss\"", "\"system/x\""],
        ["start_step"] = ["0"], ["end_step"] = ["9"], ["path"] = ["\"name\"", "\"dir/name\"", "\"0/{run}/artifacts\"", "\"{sweep}/{trial}/artifacts\""], ["artifact_directory_path"] = ["\"dir\""], ["version"] = ["\"1\"", "\"2\""],
        ["stage"] = ["\"Production\"", "\"None\""], ["stages"] = ["\"Production\""], ["archive_existing_versions"] = ["true"], ["alias"] = ["\"best\""], ["source"] = ["\"runs:/{run}/model\"", "\"models:/{model}\""], ["description"] = ["\"d\""],
        ["datasets"] = ["[{\"dataset\":{\"name\":\"d\",\"digest\":\"1\",\"source_type\":\"s\",\"source\":\"{}\"}}]", "[{\"dataset_name\":\"d\",\"dataset_digest\":\"1\"}]"], ["models"] = ["[{\"model_id\":\"{model}\",\"step\":1}]"],
        ["model_id"] = ["\"{model}\""], ["model_json"] = ["\"{}\""], ["model_type"] = ["\"agent\""], ["dataset_name"] = ["\"d\""], ["dataset_digest"] = ["\"1\""], ["artifact_location"] = ["\"s3://bucket/x\"", "\"mlflow-artifacts:/y\""],
        ["asOf"] = ["5", "999999", "\"2026-01-02T03:04:05Z\""], ["order"] = ["\"metrics.a asc\"", "\"min(metrics.a) desc\"", "\"attributes.start_time desc\""], ["view"] = ["\"deleted\""], ["saved"] = ["\"{view}\""], ["limit"] = ["2"],
        ["page"] = ["\"YWJj\""], ["column"] = ["\"metrics.a\""], ["columns"] = ["[\"metrics.a\",\"params.p\"]", "[]"], ["group"] = ["\"params.p\""], ["measure"] = ["\"a\""], ["after"] = ["1"], ["ids"] = ["\"{run},{trial}\"", "\"{trial},{trial}\""],
        ["deleted"] = ["true"], ["download"] = ["true"], ["tab"] = ["\"charts\"", "\"files\""], ["file"] = ["\"name\""], ["reason"] = ["\"because\""], ["priority"] = ["7"], ["data"] = ["\"digits\""], ["trials"] = ["3"],
        ["space"] = ["{\"learning_rate\":{\"type\":\"float\",\"low\":0.001,\"high\":0.1,\"log\":true}}", "{\"parameters\":[{\"name\":\"x\",\"type\":\"float\",\"low\":0,\"high\":1}]}"], ["num_parts"] = ["1", "2"],
        ["upload_id"] = ["\"{upload}\""], ["parts"] = ["[{\"part_number\":1,\"etag\":\"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\"}]"],
    };
}
