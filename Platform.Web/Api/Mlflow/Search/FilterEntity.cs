namespace Platform.Web.Api.Mlflow;

/// <summary>What a key in a filter or an ordering belongs to.</summary>
internal enum FilterEntity
{
    Attribute,
    Metric,
    Param,
    Tag,
    Dataset,
    Model,
}
