#pragma warning disable BL0006 // the tree of a page is read here as a browser would be told of it
using System.Text;
using AngleSharp;
using AngleSharp.Dom;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.HtmlRendering.Infrastructure;
using Microsoft.AspNetCore.Components.RenderTree;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Components.Web.HtmlRendering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Platform.Web.Tests.Pages;

/// <summary>A page on a server's own services whose buttons can be pressed and whose fields can be filled, without a browser: its scripts do not run.</summary>
internal sealed class PageDriver : StaticHtmlRenderer, IAsyncDisposable
{
    private const int Root = 0; // components are numbered from here

    private readonly AsyncServiceScope _scope;
    private HtmlRootComponent _page;

    private PageDriver(AsyncServiceScope scope)
        : base(scope.ServiceProvider, NullLoggerFactory.Instance) => _scope = scope;

    /// <summary>Begins a page; what it reads may still be under way.</summary>
    /// <param name="address">Relative to the platform's.</param>
    public static async Task<PageDriver> OpenAsync<T>(IServiceProvider services, string address, params (string Name, object? Value)[] parameters) where T : IComponent
    {
        var scope = services.CreateAsyncScope();
        ((IHostEnvironmentNavigationManager)scope.ServiceProvider.GetRequiredService<NavigationManager>()).Initialize("http://localhost/", "http://localhost/" + address);
        var driver = new PageDriver(scope);
        await driver.Dispatcher.InvokeAsync(() => driver._page = driver.BeginRenderingComponent(
            typeof(T), ParameterView.FromDictionary(parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal))));
        return driver;
    }

    /// <summary>Waits for what the page reads at its beginning.</summary>
    public async Task<PageDriver> ReadyAsync()
    {
        await _page.QuiescenceTask;
        return this;
    }

    /// <summary>A service of the page's visitor.</summary>
    public T Get<T>() where T : notnull => _scope.ServiceProvider.GetRequiredService<T>();

    /// <summary>The page as it stands.</summary>
    public async Task<IElement> SeeAsync()
    {
        var html = await Dispatcher.InvokeAsync(() => _page.ToHtmlString());
        return (await BrowsingContext.New().OpenAsync(request => request.Content(html))).Body!;
    }

    /// <summary>Presses what has this text or label, and waits for what that does.</summary>
    public Task PressAsync(string name) => DispatchAsync("onclick", name, new MouseEventArgs());

    /// <summary>Fills the field with this label or id and leaves it, as a browser tells it: first that it was typed into, where that is heard.</summary>
    public async Task EnterAsync(string name, string value)
    {
        if (await Dispatcher.InvokeAsync(() => Find(Root, "oninput", name)) is not null)
            await TypeAsync(name, value);
        await DispatchAsync("onchange", name, new ChangeEventArgs { Value = value });
    }

    /// <summary>Types into the field with this label or id.</summary>
    public Task TypeAsync(string name, string value) => DispatchAsync("oninput", name, new ChangeEventArgs { Value = value });

    /// <summary>Submits the form of this class.</summary>
    public Task SubmitAsync(string name) => DispatchAsync("onsubmit", name, EventArgs.Empty);

    /// <summary>Chooses a text file in the field with this id, and waits for what that does.</summary>
    public Task GiveFileAsync(string id, string content) => GiveFileAsync(id, new MemoryStream(Encoding.UTF8.GetBytes(content), writable: false));

    /// <summary>Chooses a file with such a content, which has a length, in the field with this id, and waits for what that does.</summary>
    public Task GiveFileAsync(string id, Stream content) => Dispatcher.InvokeAsync(() =>
        (FindFile(Root, id) ?? throw new InvalidOperationException($"No field '{id}' takes files.")).OnChange.InvokeAsync(new InputFileChangeEventArgs([new ChosenFile(content)])));

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await base.DisposeAsync();
        await _scope.DisposeAsync();
    }

    private Task DispatchAsync(string happening, string name, EventArgs what) => Dispatcher.InvokeAsync(() =>
    {
        var handler = Find(Root, happening, name) ?? throw new InvalidOperationException($"Nothing called '{name}' hears {happening}.");
        return DispatchEventAsync(handler, fieldInfo: null, what);
    });

    private ulong? Find(int component, string happening, string name)
    {
        var frames = GetCurrentRenderTreeFrames(component);
        for (var i = 0; i < frames.Count; i++)
        {
            ref var frame = ref frames.Array[i];
            if (frame.FrameType == RenderTreeFrameType.Component && Find(frame.ComponentId, happening, name) is { } inside)
                return inside;
            if (frame.FrameType != RenderTreeFrameType.Element)
                continue;
            var element = frames.Array.AsSpan(i + 1, frame.ElementSubtreeLength - 1);
            if (Handler(element, happening, name) is { } own)
                return own;
        }
        return null;
    }

    private InputFile? FindFile(int component, string id)
    {
        var frames = GetCurrentRenderTreeFrames(component);
        for (var i = 0; i < frames.Count; i++)
        {
            ref var frame = ref frames.Array[i];
            if (frame.FrameType != RenderTreeFrameType.Component)
                continue;
            if (frame.Component is InputFile { AdditionalAttributes: { } attributes } file && attributes.TryGetValue("id", out var named) && named as string == id)
                return file;
            if (FindFile(frame.ComponentId, id) is { } inside)
                return inside;
        }
        return null;
    }

    private sealed class ChosenFile(Stream content) : IBrowserFile
    {
        public string Name => "file.csv";

        public DateTimeOffset LastModified => DateTimeOffset.UnixEpoch;

        public long Size => content.Length;

        public string ContentType => "text/csv";

        public Stream OpenReadStream(long maxAllowedSize = 512_000, CancellationToken cancellationToken = default) => content;
    }

    private static ulong? Handler(ReadOnlySpan<RenderTreeFrame> element, string happening, string name)
    {
        ulong? handler = null;
        var named = false;
        var text = "";
        var attributes = true; // those of the element itself come first
        foreach (ref readonly var frame in element)
        {
            attributes &= frame.FrameType == RenderTreeFrameType.Attribute;
            if (attributes && frame.AttributeName == happening && frame.AttributeEventHandlerId != 0)
                handler = frame.AttributeEventHandlerId;
            else if (attributes && frame.AttributeName is "aria-label" or "id" or "class")
                named |= frame.AttributeValue as string == name;
            else if (frame.FrameType == RenderTreeFrameType.Text)
                text += frame.TextContent;
        }
        return handler is not null && (named || text.Trim() == name) ? handler : null;
    }
}
