using Streaming.Server.Access.Authorization;

namespace Streaming.Server.Jobs.Handlers.Retention;

/// <summary>The nightly trim needs no arguments, but somebody who administers everything.</summary>
internal sealed record RetentionArguments : IGuardedArguments
{
    public void Demand(AccessControl control, Caller caller) => AccessControl.AuthorizeAdministrator(caller);
}
