namespace Platform.Web.Api.Mlflow;

/// <summary>A comparison. Like matches case, ILike does not; % stands for any characters, _ for one.</summary>
internal enum FilterOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Like,
    ILike,
    In,
    NotIn,
    IsNull,
    IsNotNull,
}
