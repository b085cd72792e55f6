using Microsoft.Playwright;

namespace ChatGuard.Tests.Chat.Web;

/// <summary>A headless browser with the web chat open in it; collects what the page complains about.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly IAsyncDisposable? host;

    private Browser(IPlaywright playwright, IBrowser browser, IAsyncDisposable? host, IPage page) =>
        (this.playwright, this.browser, this.host, Page) = (playwright, browser, host, page);

    public IPage Page { get; }

    /// <summary>Console errors, Content-Security-Policy violations and uncaught exceptions.</summary>
    public List<string> Complaints { get; } = [];

    public ILocator Field => Page.GetByRole(AriaRole.Combobox, new() { Name = "Message" });

    public ILocator Completions => Page.GetByRole(AriaRole.Listbox, new() { Name = "Commands that fit" }).GetByRole(AriaRole.Option);

    /// <summary>Opens the page of a host of its own, which ends with the browser.</summary>
    public static Task<Browser> OpenAsync(WebChatHost host, int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light) =>
        OpenAsync(host.Address, width, height, scheme, host);

    /// <summary>Opens the page at an address that others may share.</summary>
    public static async Task<Browser> OpenAsync(Uri address, int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light, IAsyncDisposable? host = null)
    {
        var opened = await OpenOtherAsync(address, width, height, scheme, host);
        await opened.Page.Locator("#channels a, #sign-in:not([hidden])").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await opened.Page.Locator("#empty, #messages > li, #sign-in").Filter(new() { Visible = true }).First.WaitForAsync();
        return opened;
    }

    /// <summary>Opens a page that is not ChatGuard's.</summary>
    public static async Task<Browser> OpenOtherAsync(Uri address, int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light, IAsyncDisposable? host = null)
    {
        var program = Requires.Program("chromium", "chromium-browser", "google-chrome");
        Assertions.SetDefaultExpectTimeout(20_000);
        var driver = await Playwright.CreateAsync();
        var chromium = await driver.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
        var page = await chromium.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce, Locale = "en-GB" });
        var opened = new Browser(driver, chromium, host, page);
        page.Console += (_, message) => opened.Complain(message);
        page.PageError += (_, error) => opened.Complaints.Add(error);
        await page.GotoAsync(address.ToString());
        return opened;
    }

    /// <summary>Sends a command by the keyboard and waits for its answer.</summary>
    public async Task<ILocator> AskAsync(string command)
    {
        var answers = Page.Locator(".answered");
        var before = await answers.CountAsync();
        await Field.FillAsync(command);
        await Field.PressAsync("Enter");
        var answer = answers.Nth(before);
        await answer.WaitForAsync();
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        if (host is not null)
        {
            await host.DisposeAsync();
        }
    }

    private void Complain(IConsoleMessage message)
    {
        if (message.Type is "error" or "warning")
        {
            Complaints.Add(message.Text);
        }
    }
}
