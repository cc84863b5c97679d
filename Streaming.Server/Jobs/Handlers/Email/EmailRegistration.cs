using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>Registers e-mail.</summary>
internal static class EmailRegistration
{
    // With the default Email:RetryDelay, the attempts are spread over most of a day.
    internal const int Attempts = 8;

    /// <summary>Adds jobs of type <c>email</c>.</summary>
    public static IServiceCollection AddEmail(this IServiceCollection services)
    {
        services.AddSection<EmailOptions>("Email");
        services.AddSingleton<IValidateOptions<EmailOptions>, EmailOptionsValidator>();
        services.AddHostedService<PickupCheck>();
        services.AddSingleton<MailMessages>().AddSingleton<PickupSender>().AddSingleton<SmtpSender>().AddSingleton<Mailer>();
        services.AddJobPlaces(EmailJob.Type, 8);
        return services.AddJob<EmailJob>(EmailJob.Type, type => (type.IsPrivate, type.Attempts) = (true, Attempts));
    }
}
