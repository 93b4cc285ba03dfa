using System.Diagnostics;
using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

using RunComparison = Platform.Core.Tracking.RunComparison; // here: the namespace around has another type of this name

/// <summary>Turns the clauses of MLflow's filter and order_by into the platform's question for runs.</summary>
internal static class RunQueries
{
    /// <summary>The condition of a filter; null for none.</summary>
    public static RunFilter? Filter(IReadOnlyList<FilterClause> clauses) => clauses.Count == 0 ? null : new AllOf([.. clauses.Select(Condition)]);

    public static IReadOnlyList<RunOrder> Order(IReadOnlyList<OrderClause> orders) =>
        [.. orders.Select(order => new RunOrder(Field(order.Entity, order.Key), order.Descending))];

    private static RunFilter Condition(FilterClause clause)
    {
        var field = Field(clause.Entity, clause.Key);
        var comparison = Comparison(clause.Operator);
        if (clause.Number is { } number)
            return new NumberIs(field, comparison, number);
        return new TextIs(field, comparison, clause.Text is { } text ? [text] : clause.Texts);
    }

    public static RunField Field(FilterEntity entity, string key) => new(
        entity switch
        {
            FilterEntity.Metric => RunFieldKind.Metric,
            FilterEntity.Param => RunFieldKind.Param,
            FilterEntity.Tag => RunFieldKind.Tag,
            FilterEntity.Dataset => RunFieldKind.Dataset,
            FilterEntity.Model => RunFieldKind.Model,
            _ => RunFieldKind.Attribute, // MLflow's names are the platform's
        },
        key);

    public static RunComparison Comparison(FilterOperator operation) => operation switch
    {
        FilterOperator.Equal => RunComparison.Equal,
        FilterOperator.NotEqual => RunComparison.NotEqual,
        FilterOperator.Less => RunComparison.Less,
        FilterOperator.LessOrEqual => RunComparison.AtMost,
        FilterOperator.Greater => RunComparison.Greater,
        FilterOperator.GreaterOrEqual => RunComparison.AtLeast,
        FilterOperator.Like => RunComparison.Like,
        FilterOperator.ILike => RunComparison.ILike,
        FilterOperator.In => RunComparison.In,
        FilterOperator.NotIn => RunComparison.NotIn,
        FilterOperator.IsNull => RunComparison.IsNull,
        FilterOperator.IsNotNull => RunComparison.IsNotNull,
        _ => throw new UnreachableException($"{operation} is not an operator."),
    };
}
