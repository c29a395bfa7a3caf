//! What of AWS's services follows no rule, from Amazon's own models (botocore 1.44.5): where botocore names a service by the
//! prefix of its endpoint, ARNs of integrations do too.

/// A JSON protocol, by its content type.
#[derive(Clone, Copy)]
struct Json(&'static str);

const V1_0: Json = Json("application/x-amz-json-1.0");
const V1_1: Json = Json("application/x-amz-json-1.1");

/// `X-Amz-Target` of services that speak the JSON protocols, up to the dot (`targetPrefix`), sorted by endpoint; and which of
/// both protocols.
///
/// SQS, CloudWatch and Systems Manager are left out: they speak the query protocol too, which is what an `action/` of theirs
/// means (recorded of `ssm:action/GetParameter`: a `GetParameterResponse`, which only that protocol has). Kinesis Analytics has
/// two; this is the newer.
static TARGET_PREFIXES: &[(&str, &str, Json)] = &[
    ("acm", "CertificateManager", V1_1),
    ("acm-pca", "ACMPrivateCA", V1_1),
    ("aco-automation", "ComputeOptimizerAutomationService", V1_0),
    ("agreement-marketplace", "AWSMPCommerceService_v20200301", V1_0),
    ("airflow-serverless", "AmazonMWAAServerless", V1_0),
    ("aoss", "OpenSearchServerless", V1_0),
    ("api.ecr", "AmazonEC2ContainerRegistry_V20150921", V1_1),
    ("api.ecr-public", "SpencerFrontendService", V1_1),
    ("api.pricing", "AWSPriceListService", V1_1),
    ("api.sagemaker", "SageMaker", V1_1),
    ("api.tunneling.iot", "IoTSecuredTunneling", V1_1),
    ("application-autoscaling", "AnyScaleFrontendService", V1_1),
    ("applicationinsights", "EC2WindowsBarleyService", V1_1),
    ("apprunner", "AppRunner", V1_0),
    ("appstream2", "PhotonAdminProxyService", V1_1),
    ("arc-region-switch", "ArcRegionSwitch", V1_0),
    ("athena", "AmazonAthena", V1_1),
    ("autoscaling-plans", "AnyScaleScalingPlannerFrontendService", V1_1),
    ("b2bi", "B2BI", V1_0),
    ("backup-gateway", "BackupOnPremises_v20210101", V1_0),
    ("bcm-dashboards", "AWSBCMDashboardsService", V1_0),
    ("bcm-data-exports", "AWSBillingAndCostManagementDataExports", V1_1),
    ("bcm-pricing-calculator", "AWSBCMPricingCalculator", V1_0),
    ("bcm-recommended-actions", "AWSBillingAndCostManagementRecommendedActions", V1_0),
    ("bedrock-data-automation-runtime", "AmazonBedrockKeystoneRuntimeService", V1_1),
    ("billing", "AWSBilling", V1_0),
    ("budgets", "AWSBudgetServiceGateway", V1_1),
    ("cassandra", "KeyspacesService", V1_0),
    ("cassandra-streams", "KeyspacesStreams", V1_0),
    ("ce", "AWSInsightsIndexService", V1_1),
    ("cloud9", "AWSCloud9WorkspaceManagementService", V1_1),
    ("cloudcontrolapi", "CloudApiService", V1_0),
    ("cloudhsm", "CloudHsmFrontendService", V1_1),
    ("cloudhsmv2", "BaldrApiService", V1_1),
    ("cloudtrail", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101", V1_1),
    ("cloudwatch-omni", "CloudWatchOmniFrontend", V1_1),
    ("codebuild", "CodeBuild_20161006", V1_1),
    ("codecommit", "CodeCommit_20150413", V1_1),
    ("codeconnections", "com.amazonaws.codeconnections.CodeConnections_20231201", V1_0),
    ("codedeploy", "CodeDeploy_20141006", V1_1),
    ("codepipeline", "CodePipeline_20150709", V1_1),
    ("codestar-connections", "com.amazonaws.codestar.connections.CodeStar_connections_20191201", V1_0),
    ("cognito-identity", "AWSCognitoIdentityService", V1_1),
    ("cognito-idp", "AWSCognitoIdentityProviderService", V1_1),
    ("comprehend", "Comprehend_20171127", V1_1),
    ("comprehendmedical", "ComprehendMedical_20181030", V1_1),
    ("compute-optimizer", "ComputeOptimizerService", V1_0),
    ("config", "StarlingDoveService", V1_1),
    ("controlplane.payment-cryptography", "PaymentCryptographyControlPlane", V1_0),
    ("cost-optimization-hub", "CostOptimizationHubService", V1_0),
    ("cur", "AWSOrigamiServiceGatewayService", V1_1),
    ("datapipeline", "DataPipeline", V1_1),
    ("datasync", "FmrsService", V1_1),
    ("dax", "AmazonDAXV3", V1_1),
    ("devicefarm", "DeviceFarm_20150623", V1_1),
    ("directconnect", "OvertureService", V1_1),
    ("discovery", "AWSPoseidonService_V2015_11_01", V1_1),
    ("dms", "AmazonDMSv20160101", V1_1),
    ("ds", "DirectoryService_20150416", V1_1),
    ("dynamodb", "DynamoDB_20120810", V1_0),
    ("ec2-instance-connect", "AWSEC2InstanceConnectService", V1_1),
    ("ecs", "AmazonEC2ContainerServiceV20141113", V1_1),
    ("elasticmapreduce", "ElasticMapReduce", V1_1),
    ("entitlement.marketplace", "AWSMPEntitlementService", V1_1),
    ("events", "AWSEvents", V1_1),
    ("eventsv2", "AWSEventsV2", V1_1),
    ("evs", "AmazonElasticVMwareService", V1_0),
    ("firehose", "Firehose_20150804", V1_1),
    ("fms", "AWSFMS_20180101", V1_1),
    ("forecast", "AmazonForecast", V1_1),
    ("forecastquery", "AmazonForecastRuntime", V1_1),
    ("frauddetector", "AWSHawksNestServiceFacade", V1_1),
    ("freetier", "AWSFreeTierService", V1_0),
    ("fsx", "AWSSimbaAPIService_v20180301", V1_1),
    ("gamelift", "GameLift", V1_1),
    ("globalaccelerator", "GlobalAccelerator_V20180706", V1_1),
    ("glue", "AWSGlue", V1_1),
    ("health", "AWSHealth_20160804", V1_1),
    ("healthlake", "HealthLake", V1_0),
    ("identitystore", "AWSIdentityStore", V1_1),
    ("ingest.timestream", "Timestream_20181101", V1_0),
    ("inspector", "InspectorService", V1_1),
    ("interconnect", "Interconnect", V1_0),
    ("invoicing", "Invoicing", V1_0),
    ("iotfleetwise", "IoTAutobahnControlPlane", V1_0),
    ("iotthingsgraph", "IotThingsGraphFrontEndService", V1_1),
    ("kendra", "AWSKendraFrontendService", V1_1),
    ("kendra-ranking", "AWSKendraRerankingFrontendService", V1_0),
    ("kinesis", "Kinesis_20131202", V1_1),
    ("kinesisanalytics", "KinesisAnalytics_20180523", V1_1),
    ("kms", "TrentService", V1_1),
    ("license-manager", "AWSLicenseManager", V1_1),
    ("lightsail", "Lightsail_20161128", V1_1),
    ("logs", "Logs_20140328", V1_1),
    ("lookoutequipment", "AWSLookoutEquipmentFrontendService", V1_0),
    ("machinelearning", "AmazonML_20141212", V1_1),
    ("mail-manager", "MailManagerSvc", V1_0),
    ("marketplacecommerceanalytics", "MarketplaceCommerceAnalytics20150701", V1_1),
    ("mediastore", "MediaStore_20170901", V1_1),
    ("memory-db", "AmazonMemoryDB", V1_1),
    ("metering.marketplace", "AWSMPMeteringService", V1_1),
    ("mgh", "AWSMigrationHub", V1_1),
    ("migrationhub-config", "AWSMigrationHubMultiAccountService", V1_1),
    ("mturk-requester", "MTurkRequesterServiceV20170117", V1_1),
    ("network-firewall", "NetworkFirewall_20201112", V1_0),
    ("odb", "Odb", V1_0),
    ("organizations", "AWSOrganizationsV20161128", V1_1),
    ("osm", "OpenSearchMemory", V1_0),
    ("partnercentral-account", "PartnerCentralAccount", V1_0),
    ("partnercentral-benefits", "PartnerCentralBenefitsService", V1_0),
    ("partnercentral-channel", "PartnerCentralChannel", V1_0),
    ("partnercentral-prm", "PartnerCentralRevenueMeasurement", V1_1),
    ("partnercentral-selling", "AWSPartnerCentralSelling", V1_0),
    ("pcs", "AWSParallelComputingService", V1_0),
    ("personalize", "AmazonPersonalize", V1_1),
    ("pi", "PerformanceInsightsv20180227", V1_1),
    ("proton", "AwsProton20200720", V1_0),
    ("query.timestream", "Timestream_20181101", V1_0),
    ("redshift-data", "RedshiftData", V1_1),
    ("redshift-serverless", "RedshiftServerless", V1_1),
    ("rekognition", "RekognitionService", V1_1),
    ("route53-recovery-cluster", "ToggleCustomerAPI", V1_0),
    ("route53domains", "Route53Domains_v20140515", V1_1),
    ("route53resolver", "Route53Resolver", V1_1),
    ("secretsmanager", "secretsmanager", V1_1),
    ("servicecatalog", "AWS242ServiceCatalogService", V1_1),
    ("servicediscovery", "Route53AutoNaming_v20170314", V1_1),
    ("servicequotas", "ServiceQuotasV20190624", V1_1),
    ("shield", "AWSShield_20160616", V1_1),
    ("sms-voice", "PinpointSMSVoiceV2", V1_0),
    ("snowball", "AWSIESnowballJobManagementService", V1_1),
    ("ssm-contacts", "SSMContacts", V1_1),
    ("sso", "SWBExternalService", V1_1),
    ("states", "AWSStepFunctions", V1_0),
    ("storagegateway", "StorageGateway_20130630", V1_1),
    ("streams.dynamodb", "DynamoDBStreams_20120810", V1_0),
    ("support", "AWSSupport_20130415", V1_1),
    ("swf", "SimpleWorkflowService", V1_0),
    ("tagging", "ResourceGroupsTaggingAPI_20170126", V1_1),
    ("textract", "Textract", V1_1),
    ("timestream-influxdb", "AmazonTimestreamInfluxDB", V1_0),
    ("transcribe", "Transcribe", V1_1),
    ("transfer", "TransferService", V1_1),
    ("translate", "AWSShineFrontendService_20170701", V1_1),
    ("verifiedpermissions", "VerifiedPermissions", V1_0),
    ("voiceid", "VoiceID", V1_0),
    ("waf", "AWSWAF_20150824", V1_1),
    ("waf-regional", "AWSWAF_Regional_20161128", V1_1),
    ("wafv2", "AWSWAF_20190729", V1_1),
    ("workmail", "WorkMailService", V1_1),
    ("workspaces", "WorkspacesService", V1_1),
    ("workspaces-instances", "EUCMIFrontendAPIService", V1_0),
];

/// Services that are signed for by another name than the last label of their endpoint's prefix (`signingName`), sorted.
static SIGNING_NAMES: &[(&str, &str)] = &[
    ("account-access-runtime", "account-access"),
    ("agent-registry-control", "agent-registry"),
    ("agreement-marketplace", "aws-marketplace"),
    ("api.tunneling.iot", "IoTSecuredTunneling"),
    ("appconfigdata", "appconfig"),
    ("appstream2", "appstream"),
    ("bedrock-agent", "bedrock"),
    ("bedrock-agent-runtime", "bedrock"),
    ("bedrock-agentcore-control", "bedrock-agentcore"),
    ("bedrock-data-automation", "bedrock"),
    ("bedrock-data-automation-runtime", "bedrock"),
    ("bedrock-runtime", "bedrock"),
    ("cassandra-streams", "cassandra"),
    ("catalog.marketplace", "aws-marketplace"),
    ("cloudhsmv2", "cloudhsm"),
    ("cloudsearchdomain", "cloudsearch"),
    ("cloudwatch-omni", "cloudwatch"),
    ("contact-lens", "connect"),
    ("data-ats.iot", "iotdata"),
    ("data-signer", "signer"),
    ("data.jobs.iot", "iot-jobs-data"),
    ("deployment-marketplace", "aws-marketplace"),
    ("discovery-marketplace", "aws-marketplace"),
    ("email", "ses"),
    ("entitlement.marketplace", "aws-marketplace"),
    ("eventsv2", "events"),
    ("forecastquery", "forecast"),
    ("iam-toolbox", "iam"),
    ("identity-chime", "chime"),
    ("ivsrealtime", "ivs"),
    ("mail-manager", "ses"),
    ("media-pipelines-chime", "chime"),
    ("meetings-chime", "chime"),
    ("memory-db", "memorydb"),
    ("messaging-chime", "chime"),
    ("metering.marketplace", "aws-marketplace"),
    ("migrationhub-config", "mgh"),
    ("models-v2-lex", "lex"),
    ("oidc", "sso-oauth"),
    ("participant.connect", "execute-api"),
    ("partnercentral-prm", "partnercentral"),
    ("personalize-events", "personalize"),
    ("personalize-runtime", "personalize"),
    ("pinpoint", "mobiletargeting"),
    ("portal.sso", "awsssoportal"),
    ("reporting-marketplace", "aws-marketplace"),
    ("runtime-v2-lex", "lex"),
    ("s3-control", "s3"),
    ("servicecatalog-appregistry", "servicecatalog"),
    ("sms-voice.pinpoint", "sms-voice"),
    ("voice-chime", "chime"),
];

/// Services whose endpoint is in no region (`isRegionalized` in `endpoints.json`): partition and service, host, and the region
/// to sign for. Sorted.
static GLOBAL: &[((&str, &str), &str, &str)] = &[
    (("aws", "account"), "account.us-east-1.amazonaws.com", "us-east-1"),
    (("aws", "billingconductor"), "billingconductor.us-east-1.amazonaws.com", "us-east-1"),
    (("aws", "budgets"), "budgets.amazonaws.com", "us-east-1"),
    (("aws", "ce"), "ce.us-east-1.amazonaws.com", "us-east-1"),
    (("aws", "chime"), "chime.us-east-1.amazonaws.com", "us-east-1"),
    (("aws", "cloudfront"), "cloudfront.amazonaws.com", "us-east-1"),
    (("aws", "health"), "global.health.amazonaws.com", "us-east-1"),
    (("aws", "iam"), "iam.amazonaws.com", "us-east-1"),
    (("aws", "importexport"), "importexport.amazonaws.com", "us-east-1"),
    (("aws", "networkmanager"), "networkmanager.us-west-2.amazonaws.com", "us-west-2"),
    (("aws", "notifications-contacts"), "notifications-contacts.us-east-1.api.aws", "us-east-1"),
    (("aws", "organizations"), "organizations.us-east-1.amazonaws.com", "us-east-1"),
    (("aws", "route53"), "route53.amazonaws.com", "us-east-1"),
    (("aws", "savingsplans"), "savingsplans.amazonaws.com", "us-east-1"),
    (("aws", "shield"), "shield.us-east-1.amazonaws.com", "us-east-1"),
    (("aws", "tax"), "tax.us-east-1.amazonaws.com", "us-east-1"),
    (("aws", "waf"), "waf.amazonaws.com", "us-east-1"),
    (("aws-cn", "account"), "account.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
    (("aws-cn", "budgets"), "budgets.amazonaws.com.cn", "cn-northwest-1"),
    (("aws-cn", "ce"), "ce.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
    (("aws-cn", "cloudfront"), "cloudfront.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
    (("aws-cn", "health"), "global.health.amazonaws.com.cn", "cn-northwest-1"),
    (("aws-cn", "iam"), "iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
    (("aws-cn", "organizations"), "organizations.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
    (("aws-cn", "route53"), "route53.amazonaws.com.cn", "cn-northwest-1"),
    (("aws-iso", "budgets"), "budgets.c2s.ic.gov", "us-iso-east-1"),
    (("aws-iso", "ce"), "ce.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
    (("aws-iso", "iam"), "iam.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
    (("aws-iso", "organizations"), "organizations.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
    (("aws-iso", "route53"), "route53.c2s.ic.gov", "us-iso-east-1"),
    (("aws-iso-b", "budgets"), "budgets.global.sc2s.sgov.gov", "us-isob-east-1"),
    (("aws-iso-b", "ce"), "ce.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"),
    (("aws-iso-b", "iam"), "iam.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"),
    (("aws-iso-b", "organizations"), "organizations.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"),
    (("aws-iso-b", "route53"), "route53.sc2s.sgov.gov", "us-isob-east-1"),
    (("aws-iso-e", "budgets"), "budgets.global.cloud.adc-e.uk", "eu-isoe-west-1"),
    (("aws-iso-e", "organizations"), "organizations.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1"),
    (("aws-iso-e", "route53"), "route53.cloud.adc-e.uk", "eu-isoe-west-1"),
    (("aws-iso-e", "savingsplans"), "savingsplans.cloud.adc-e.uk", "eu-isoe-west-1"),
    (("aws-iso-f", "budgets"), "budgets.global.csp.hci.ic.gov", "us-isof-south-1"),
    (("aws-iso-f", "ce"), "ce.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1"),
    (("aws-iso-f", "iam"), "iam.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1"),
    (("aws-iso-f", "organizations"), "organizations.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1"),
    (("aws-iso-f", "route53"), "route53.csp.hci.ic.gov", "us-isof-south-1"),
    (("aws-iso-f", "savingsplans"), "savingsplans.csp.hci.ic.gov", "us-isof-south-1"),
    (("aws-us-gov", "iam"), "iam.us-gov.amazonaws.com", "us-gov-west-1"),
    (("aws-us-gov", "networkmanager"), "networkmanager.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
    (("aws-us-gov", "organizations"), "organizations.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
    (("aws-us-gov", "route53"), "route53.us-gov.amazonaws.com", "us-gov-west-1"),
];

/// `Kinesis_20131202` of `kinesis`, and the content type of its protocol.
pub(crate) fn target(endpoint: &str) -> Option<(&'static str, &'static str)> {
    let at = TARGET_PREFIXES.binary_search_by_key(&endpoint, |(name, ..)| name).ok()?;
    let (_, prefix, Json(content_type)) = TARGET_PREFIXES[at];
    Some((prefix, content_type))
}

/// `sagemaker` of `runtime.sagemaker`, `ses` of `email`.
pub(crate) fn signing_name(endpoint: &str) -> &str {
    let by_rule = endpoint.rsplit('.').next().unwrap_or(endpoint);
    SIGNING_NAMES.binary_search_by_key(&endpoint, |(name, _)| name).map_or(by_rule, |at| SIGNING_NAMES[at].1)
}

/// Host, and region to sign for.
pub(crate) fn global(partition: &str, endpoint: &str) -> Option<(&'static str, &'static str)> {
    let at = GLOBAL.binary_search_by_key(&(partition, endpoint), |(key, ..)| *key).ok()?;
    Some((GLOBAL[at].1, GLOBAL[at].2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_because_they_are_sorted() {
        assert!(TARGET_PREFIXES.is_sorted_by_key(|(name, ..)| name) && SIGNING_NAMES.is_sorted() && GLOBAL.is_sorted());
        assert_eq!(target("kinesis"), Some(("Kinesis_20131202", "application/x-amz-json-1.1")));
        assert_eq!(target("streams.dynamodb"), Some(("DynamoDBStreams_20120810", "application/x-amz-json-1.0")));
        assert_eq!(target("sns"), None);
        assert_eq!(target("sqs"), None);
        assert_eq!(target("ssm"), None);
        assert_eq!(global("aws", "iam"), Some(("iam.amazonaws.com", "us-east-1")));
        assert_eq!(global("aws", "sqs"), None);
    }

    #[test]
    fn a_service_is_signed_for_by_its_last_label_or_its_own_name() {
        for (endpoint, name) in [
            ("sqs", "sqs"),
            ("runtime.sagemaker", "sagemaker"),
            ("email", "ses"),
            ("streams.dynamodb", "dynamodb"),
            ("data-ats.iot", "iotdata"),
            ("execute-api", "execute-api"),
        ] {
            assert_eq!(signing_name(endpoint), name, "{endpoint}");
        }
    }
}
