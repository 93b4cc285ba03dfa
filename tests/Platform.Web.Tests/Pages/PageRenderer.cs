using AngleSharp;
using AngleSharp.Dom;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.JSInterop;
using Platform.Web.Components;
using Platform.Web.Layout;
using Platform.Web.Palette;

namespace Platform.Web.Tests.Pages;

/// <summary>Renders a component to HTML without a browser.</summary>
internal static class PageRenderer
{
    public static Task<IElement> RenderAsync<T>(params (string Name, object? Value)[] parameters) where T : IComponent => RenderAsync<T>("", _ => { }, parameters);

    /// <summary>Renders a component at an address of its own, with more services than the usual ones.</summary>
    public static async Task<IElement> RenderAsync<T>(string address, Action<IServiceCollection> more, params (string Name, object? Value)[] parameters) where T : IComponent
    {
        var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddSingleton<IJSRuntime, NoBrowser>().AddScoped<Visitor>().AddScoped<BrowserLine>().AddScoped<PageActions>().AddScoped<Toasts>();
        services.AddRadzenServices(address);
        more(services);
        await using var provider = services.BuildServiceProvider();
        await using var renderer = new HtmlRenderer(provider, NullLoggerFactory.Instance);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<T>(ParameterView.FromDictionary(parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal)));
            return root.ToHtmlString();
        });
        var document = await BrowsingContext.New().OpenAsync(request => request.Content(html));
        return document.Body!;
    }

    /// <summary>The text as a reader sees it: one space where HTML has any.</summary>
    public static string Words(this IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static void AddRadzenServices(this IServiceCollection services, string address)
    {
        services.AddSingleton<NavigationManager>(new NoNavigation(address));
        services.AddScoped<Radzen.DialogService>();
    }

    // A component rendered to HTML never reaches its first render in a browser, so nobody may ask for one.
    private sealed class NoBrowser : IJSRuntime
    {
        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => throw new InvalidOperationException($"There is no browser to call {identifier}.");

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => InvokeAsync<TValue>(identifier, args);
    }

    private sealed class NoNavigation : NavigationManager
    {
        public NoNavigation(string address) => Initialize("http://localhost/", "http://localhost/" + address);
    }
}
