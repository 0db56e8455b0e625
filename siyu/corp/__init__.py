"""Who we are: accounts, organisation, staff, roles and policies, audit, the corp's WeCom connection."""
