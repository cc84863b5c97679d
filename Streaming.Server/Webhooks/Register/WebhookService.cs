using Streaming.Server.Webhooks.HttpApi;

namespace Streaming.Server.Webhooks.Register;

/// <summary>Carries out the operations on webhooks that clients request over HTTP.</summary>
internal sealed class WebhookService(
    WebhookManager webhooks, WebhookChanges changes, WebhookStatus status, WebhookTester tester, WebhookReplay replay, WebhookResend resend)
{
    /// <inheritdoc cref="WebhookManager.FindAsync"/>
    public ValueTask<Webhook> FindAsync(WebhookId id, CancellationToken cancellationToken) => webhooks.FindAsync(id, cancellationToken);

    public async Task<Webhook> CreateAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        var webhook = changes.Create(request);
        await webhooks.CreateAsync(webhook, cancellationToken);
        return webhook;
    }

    public Task<Webhook> ChangeAsync(WebhookId id, WebhookRequest request, CancellationToken cancellationToken) =>
        webhooks.UpdateAsync(id, "changed", webhook => changes.Change(webhook, request), clearsFailures: false, cancellationToken);

    public Task<Webhook> DeleteAsync(WebhookId id, CancellationToken cancellationToken) => webhooks.DeleteAsync(id, cancellationToken);

    public Task<Webhook> PauseAsync(WebhookId id, CancellationToken cancellationToken) =>
        webhooks.UpdateAsync(id, "paused", webhook => webhook with { State = WebhookState.Paused, Reason = null }, clearsFailures: false,
            cancellationToken);

    public Task<Webhook> ResumeAsync(WebhookId id, CancellationToken cancellationToken) =>
        webhooks.UpdateAsync(id, "resumed", webhook => webhook with { State = WebhookState.Active, Reason = null }, clearsFailures: true,
            cancellationToken);

    public Task<Webhook> RotateAsync(WebhookId id, string? secret, CancellationToken cancellationToken)
    {
        var next = secret is null ? WebhookSecret.New() : WebhookSecret.Check(secret);
        return webhooks.UpdateAsync(id, "changed", webhook => changes.Rotate(webhook, next), clearsFailures: false, cancellationToken);
    }

    public async Task<WebhookView> GetStatusAsync(WebhookId id, CancellationToken cancellationToken) =>
        await status.ReadAsync(await FindAsync(id, cancellationToken), cancellationToken);

    public async Task<WebhookDelivery> TestAsync(WebhookId id, CancellationToken cancellationToken) =>
        await tester.TestAsync(await FindAsync(id, cancellationToken), cancellationToken);

    public Task<IEnumerable<WebhookView>> ListAsync(CancellationToken cancellationToken) => status.ListAsync(cancellationToken);

    public async Task<WebhookDelivery> ResendAsync(WebhookId id, long number, CancellationToken cancellationToken) =>
        await resend.SendAsync(await FindAsync(id, cancellationToken), number, cancellationToken);

    public async Task<ReplayView> ReplayAsync(WebhookId id, ReplayRequest request, CancellationToken cancellationToken) =>
        await replay.StartAsync(await FindAsync(id, cancellationToken), request, cancellationToken);
}
