using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Jobs.Handlers.Email;

namespace Streaming.Server.Jobs.Handlers.Invitation;

/// <summary>Registers invitations to rooms by e-mail in the DI container.</summary>
internal static class InvitationsRegistration
{
    /// <summary>Adds the job type <c>invitation</c>, the links of invitations and the limits on their number.</summary>
    public static IServiceCollection AddInvitations(this IServiceCollection services)
    {
        services.AddSection<InvitationOptions>("Invitations");
        services.AddSingleton<IValidateOptions<InvitationOptions>, InvitationOptionsValidator>();
        services.AddSingleton<InvitationLinks>().AddSingleton<InvitationRateLimiter>().AddSingleton<InvitationRules>();
        return services.AddJobSlots(InvitationJob.Type, 8)
            .AddJob<InvitationJob>(InvitationJob.Type, type => (type.IsPrivate, type.Attempts) = (true, EmailRegistration.Attempts));
    }
}
